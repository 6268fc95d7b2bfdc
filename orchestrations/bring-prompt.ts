import type * as df from 'durable-functions';
import type { Prompt } from '../core/session-commands.ts';
import { ask, type Steps } from './ask.ts';
import { steerRun } from './activities/drive-run.ts';
import { raiseSignal } from './activities/raise-signal.ts';
import type { Begun } from './run-outcome.ts';
import { signalNames } from './signals.ts';

export type Brought =
  | { kind: 'new'; sessionId: string; prompt: Prompt; defaultModel: string }
  /** A waiting prompt whose turn has come; the actor has made it the current run. */
  | { kind: 'claimed'; sessionId: string; promptId: string; defaultModel: string };

/** Answers the run that this orchestration is to carry, or null when there is none for it. */
export function* bringPrompt(
  context: df.OrchestrationContext,
  input: Brought,
): Steps<Begun | null> {
  const { sessionId } = input;
  const { instanceId } = context.df;
  if (input.kind === 'claimed') {
    const { promptId } = input;
    const claim = yield* ask(context, sessionId, { type: 'claim', promptId, instanceId });
    return claim.ok ? claim : null;
  }
  const { defaultModel } = input;
  let { prompt } = input;
  for (let closed: string | null = null; ;) {
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
    if (!sandboxId || sandboxId === closed) {
      prompt = { ...prompt, mode: 'queue' };
      continue;
    }
    const { promptId, text, attachments } = prompt;
    const said = { promptId, text, ...(attachments ? { attachments } : {}) };
    if (yield* steer(context, { sandboxId, runId, ...said })) {
      const noted = yield* ask(context, sessionId, { type: 'steered', prompt, runId, sandboxId });
      if (noted.ok) return null;
      // That sandbox was lost in the meantime; the run may be at work in another one.
      continue;
    }
    // Its turn is over; or its run has just come to rest, and is woken by what steers it.
    closed = sandboxId;
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
