import { durableClient } from '../../adapters/durable-client.ts';
import { services } from '../../adapters/services.ts';
import type { RunTicket } from '../../core/session-commands.ts';
import { startOnce } from '../../adapters/start-once.ts';
import { defineActivity } from '../define-activity.ts';
import { startIdleWatch } from './idle-watches.ts';

type Input = {
  sessionId: string;
  runId: string;
  next: RunTicket | null;
  sandboxId: string | null;
  defaultModel: string;
};

/** Starts what follows a run: the next prompt, or the watch that parks an idle sandbox. */
export const afterRun = defineActivity<Input, { started: string | null }>(
  'after-run',
  async ({ sessionId, runId, next, sandboxId, defaultModel }, context) => {
    const client = durableClient(context);
    await services().sandboxRecords.forgetTurn(sessionId, runId);
    if (next) {
      const input = { kind: 'claimed', sessionId, promptId: next.promptId, defaultModel };
      await startOnce(client, 'run-prompt', next.instanceId, input);
      return { started: next.instanceId };
    }
    if (!sandboxId) return { started: null };
    return { started: await startIdleWatch(client, { sessionId, sandboxId, afterRunId: runId }) };
  },
);
