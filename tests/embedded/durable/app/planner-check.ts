import { app } from '@azure/functions';
import { z } from 'zod';
import type { HistoryEvent } from '../../../../embedded/durable/history.ts';
import { orchestratorState } from '../../../../embedded/durable/protocol-v1/actions.ts';
import { plan } from '../../../../embedded/durable/protocol-v1/planner.ts';

const replayed = z.object({
  df: z.object({
    state: z.custom<HistoryEvent[]>(Array.isArray),
    taskOrchestratorExecutor: z.object({
      sequenceNumber: z.number(),
      actions: z.array(z.unknown()),
    }),
  }),
});

/** Turns whose ids were counted, and those where the SDK has counted differently. */
export type PlannerCheck = { turns: number; mismatches: string[] };

declare global {
  var plannerCheck: PlannerCheck;
}
globalThis.plannerCheck = { turns: 0, mismatches: [] };

// After each replay, compares our count of ids with the one the SDK keeps privately.
app.hook.postInvocation(({ invocationContext }) => {
  const parsed = replayed.safeParse(invocationContext);
  if (!parsed.success) return;
  const { state, taskOrchestratorExecutor: executor } = parsed.data.df;
  const json: unknown = JSON.parse(JSON.stringify([executor.actions]));
  const { actions } = orchestratorState.parse({ isDone: false, actions: json });
  if (actions[0]?.some(({ actionType }) => actionType === 8)) return;
  const counted = plan(actions[0] ?? [], state).intents.length;
  globalThis.plannerCheck.turns += 1;
  if (counted !== executor.sequenceNumber) {
    const { functionName } = invocationContext;
    globalThis.plannerCheck.mismatches.push(
      `${functionName}: counted ${counted}, the SDK ${executor.sequenceNumber}`,
    );
  }
});
