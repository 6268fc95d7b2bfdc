import * as df from 'durable-functions';
import { unusedSessions } from './activities/unused-sessions.ts';
import type { Steps } from './ask.ts';
import type { RetireInput, Retired } from './retire-session.ts';

export type RetireAllInput = {
  /** ISO time. */
  unusedSince: string;
  /** Where in the list it goes on. */
  after?: string;
  counts: Record<Retired, number>;
};

/** Deletes the sessions that nobody has used since a time, some at once, page by page. */
df.app.orchestration('retire-sessions', function* (context) {
  const { unusedSince, after, counts: before } = context.df.getInput() as RetireAllInput;
  const from = after === undefined ? {} : { after };
  const page = yield* unusedSessions(context, { unusedSince, ...from });
  const counts = { ...before };
  for (const outcome of yield* retire(context, page.ids, unusedSince)) counts[outcome] += 1;
  if (page.next !== undefined)
    context.df.continueAsNew({ unusedSince, after: page.next, counts } satisfies RetireAllInput);
  else if (!context.df.isReplaying)
    context.log('Sessions were retired.', JSON.stringify({ unusedSince, ...counts }));
  return counts;
});

function* retire(
  context: df.OrchestrationContext,
  ids: readonly string[],
  unusedSince: string,
): Steps<Retired[]> {
  if (ids.length === 0) return [];
  const tasks = ids.map((sessionId) => {
    const input: RetireInput = { sessionId, unusedSince };
    return context.df.callSubOrchestrator('retire-session', input);
  });
  return (yield context.df.Task.all(tasks)) as Retired[];
}
