import * as df from 'durable-functions';
import { failure } from '../contracts/errors.ts';
import type { Prompt, RunResult } from '../core/session-commands.ts';
import { ask, type Steps } from './ask.ts';
import { afterRun } from './activities/after-run.ts';
import { steerRun } from './activities/drive-run.ts';
import { raiseSignal } from './activities/raise-signal.ts';
import { carryRun } from './carry-run.ts';
import { failed, type Begun } from './run-outcome.ts';
import { signalNames } from './signals.ts';

type Input =
  | { kind: 'new'; sessionId: string; prompt: Prompt; defaultModel: string }
  /** A waiting prompt whose turn has come; the actor has made it the current run. */
  | { kind: 'claimed'; sessionId: string; promptId: string; defaultModel: string };

/** Brings one prompt to its session and, when it is its turn, carries the run to its end. */
df.app.orchestration('run-prompt', function* (context) {
  const input = context.df.getInput() as Input;
  const { sessionId, defaultModel } = input;
  const begun = yield* begin(context, input);
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

/** Answers the run that this orchestration is to carry, or null when there is none for it. */
function* begin(context: df.OrchestrationContext, input: Input): Steps<Begun | null> {
  const { sessionId } = input;
  const { instanceId } = context.df;
  if (input.kind === 'claimed') {
    const { promptId } = input;
    const claim = yield* ask(context, sessionId, { type: 'claim', promptId, instanceId });
    return claim.ok ? claim : null;
  }
  const { defaultModel } = input;
  let { prompt } = input;
  for (;;) {
    const answer = yield* ask(context, sessionId, {
      type: 'enqueue',
      prompt,
      instanceId,
      defaultModel,
    });
    if (!answer.ok) return null;
    if (answer.action === 'run') return answer;
    if (answer.action === 'wake') {
      const { instanceId: sleeping, restedIn } = answer.sleeper;
      yield* raiseSignal(context, { instanceId: sleeping, name: signalNames.woken(restedIn) });
      return null;
    }
    if (answer.action !== 'steer') return null;
    const { runId, sandboxId } = answer;
    const { promptId, text, attachments } = prompt;
    const said = { promptId, text, ...(attachments ? { attachments } : {}) };
    if (sandboxId && (yield* steer(context, { sandboxId, runId, ...said }))) {
      const noted = yield* ask(context, sessionId, { type: 'steered', prompt, runId, sandboxId });
      if (noted.ok) return null;
      // That sandbox was lost in the meantime; the run may be at work in another one.
    } else prompt = { ...prompt, mode: 'queue' };
  }
}

/** Whether the text went into the running turn; one that says nothing for long has not taken it. */
function* steer(
  context: df.OrchestrationContext,
  input: Parameters<typeof steerRun>[1],
): Steps<boolean> {
  try {
    return (yield* steerRun(context, input)).steered;
  } catch {
    return false;
  }
}
