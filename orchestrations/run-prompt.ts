import * as df from 'durable-functions';
import { failure } from '../contracts/errors.ts';
import type { RunResult } from '../core/session-commands.ts';
import { ask, type Steps } from './ask.ts';
import { afterRun } from './activities/after-run.ts';
import { bringPrompt, type Brought } from './bring-prompt.ts';
import { carryRun } from './carry-run.ts';
import { failed, type Begun } from './run-outcome.ts';

/** Brings one prompt to its session and, when it is its turn, carries the run to its end. */
df.app.orchestration('run-prompt', function* (context) {
  const input = context.df.getInput() as Brought;
  const { sessionId, defaultModel } = input;
  const begun = yield* bringPrompt(context, input);
  if (!begun) return;
  const { runId } = begun.run;
  const result = yield* resultOf(context, sessionId, begun);
  const over = yield* ask(context, sessionId, {
    type: 'finish',
    runId,
    result,
    defaultModel,
  });
  if (!over.ok) return;
  const { next, sandboxId } = over;
  yield* afterRun(context, { sessionId, runId, next, sandboxId, defaultModel });
});

/** A run ends whatever happens: what could not be done within every patience is its failure. */
function* resultOf(
  context: df.OrchestrationContext,
  sessionId: string,
  begun: Begun,
): Steps<RunResult> {
  try {
    return yield* carryRun(context, sessionId, begun);
  } catch (error) {
    if (!context.df.isReplaying) context.error('A run broke off.', begun.run.runId, error);
    return failed(failure('internal'));
  }
}
