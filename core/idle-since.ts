import type { SessionState } from './session-state.ts';

/** Since when a sandbox has nothing to do: the end of a run, or a question that nobody answers. */
export type IdleSince = { afterRunId: string } | { runId: string; questionId: string };

/** Null while its agent is at work, or is about to be stopped. */
export function idleSince({ run, lastRunId, questions }: SessionState): IdleSince | null {
  if (!run) return lastRunId === null ? null : { afterRunId: lastRunId };
  // The latest: an agent that asks several things has begun to wait with the last of them.
  const question = questions.findLast(({ open }) => open);
  return question && !run.stopping ? { runId: run.runId, questionId: question.questionId } : null;
}

/** What names it within its session. */
export const idleKey = (since: IdleSince): string =>
  'afterRunId' in since ? since.afterRunId : since.questionId;
