import type { NewEvent } from '../contracts/events.ts';
import type { QuestionReply } from '../contracts/questions.ts';
import { QuestionId, type Person } from '../contracts/ids.ts';
import { eventOf, refuse, type Decision } from './session-decision.ts';
import type { CommandOf, Prompt, Sleeper } from './session-commands.ts';
import { waitsFor } from './waiting-time.ts';
import { isOpen, withDone, type CurrentRun, type SessionState } from './session-state.ts';

/** A run whose sandbox was given back while it waits for an answer. */
export type RestingRun = CurrentRun & { restedIn: string };

export function isResting(run: CurrentRun): run is RestingRun {
  return run.restedIn !== null;
}

/** Whether it has rested and been woken: only then does it hear of questions by what is said. */
export const hasRested = ({ said }: CurrentRun): boolean =>
  said.some((id) => QuestionId.safeParse(id).success);

const sleeperOf = ({ instanceId, restedIn }: RestingRun): Sleeper => ({ instanceId, restedIn });

/** Lets a run rest that waits in this sandbox. */
export function rest(
  run: CurrentRun,
  sandboxId: string,
  now: string,
): { run: RestingRun; events: NewEvent[] } {
  const { runId } = run;
  const event = eventOf(`run:${runId}:rested:${sandboxId}`, now, {
    type: 'run.rested',
    data: { runId, sandboxId },
  });
  return { run: { ...run, restedIn: sandboxId }, events: [event] };
}

/**
 * Takes what a person says to a question whose sandbox is gone: the first reply is the one. The
 * run is woken when nothing is open any more.
 */
export function replyToResting(
  state: SessionState,
  run: RestingRun,
  { questionId, reply, by }: CommandOf<'replied'>,
  now: string,
): Decision {
  const question = state.questions.find((each) => each.questionId === questionId);
  // A run that is to end hears nothing any more.
  if (!question?.open || run.stopping) return refuse(state, 'question_closed');
  const questions = state.questions.map((each) =>
    each === question ? { ...each, open: false } : each,
  );
  return {
    state: { ...state, questions, run: { ...run, said: [...run.said, questionId] } },
    events: [replyEvent({ questionId, runId: run.runId }, reply, by, now)],
    answer: { ok: true, sleeper: questions.some(isOpen) ? null : sleeperOf(run) },
  };
}

/** Wakes a run by a prompt that is steered into it. Whoever says something else answers no question. */
export function steerResting(
  state: SessionState,
  run: RestingRun,
  { promptId, text, author, attachments }: Prompt,
  now: string,
): Decision {
  const { runId } = run;
  const steered = eventOf(`prompt:${promptId}`, now, {
    type: 'prompt.steered',
    data: { promptId, runId, text, author, ...(attachments ? { attachments } : {}) },
  });
  const open = state.questions.filter(isOpen).map(({ questionId }) => questionId);
  const dismissed = open.map((questionId) =>
    replyEvent({ questionId, runId }, { dismiss: true }, author, now),
  );
  const questions = state.questions.map((each) => ({ ...each, open: false }));
  const told = { ...run, said: [...run.said, ...open, promptId] };
  return {
    state: withDone({ ...state, questions, run: told }, promptId),
    events: [...dismissed, steered],
    answer: { ok: true, action: 'wake', sleeper: sleeperOf(run) },
  };
}

/** Has a run ended that rests, and that nobody has answered for so long. */
export function unanswered(
  state: SessionState,
  { runId, limitMs }: CommandOf<'unanswered'>,
  now: string,
): Decision {
  const { run } = state;
  const over = run?.runId === runId && isResting(run) && waitsFor(run, now) >= limitMs;
  if (!over || (run.stopping && !run.unanswered))
    return { state, events: [], answer: { ok: true, instanceId: null } };
  const answer = { ok: true as const, instanceId: run.instanceId };
  if (run.unanswered) return { state, events: [], answer };
  const event = eventOf(`run:${runId}:unanswered`, now, {
    type: 'run.unanswered',
    data: { runId },
  });
  const ending = { ...run, stopping: true, unanswered: true };
  return { state: { ...state, run: ending }, events: [event], answer };
}

/** Lets a run go on that rests and has nothing to wait for any more. */
export function wake(
  state: SessionState,
  now: string,
): { state: SessionState; events: NewEvent[] } {
  const { run, questions } = state;
  if (!run || !isResting(run) || questions.some(isOpen)) return { state, events: [] };
  const { runId } = run;
  const event = eventOf(`run:${runId}:woken:${run.restedIn}`, now, {
    type: 'run.woken',
    data: { runId },
  });
  return { state: { ...state, run: { ...run, restedIn: null } }, events: [event] };
}

export function replyEvent(
  asked: { questionId: string; runId: string },
  reply: QuestionReply,
  by: Person,
  now: string,
): NewEvent {
  return eventOf(
    `question:${asked.questionId}:replied`,
    now,
    'answers' in reply
      ? { type: 'question.answered', data: { ...asked, answers: reply.answers, by } }
      : { type: 'question.dismissed', data: { ...asked, by } },
  );
}
