import * as df from 'durable-functions';
import type { Rebuild } from '../contracts/operation.ts';
import type { SessionAnswers } from '../core/session-commands.ts';
import { restoreDocuments } from './activities/restore-documents.ts';
import { sessionsPage, type Source } from './activities/sessions-page.ts';
import type { Steps } from './ask.ts';

export type RebuildInput = {
  source: Source;
  /** Where in the source it goes on. */
  after?: string;
  progress: Required<Omit<Rebuild, 'state'>>;
};

/**
 * Puts right what is kept of sessions beside their histories, while the service works: what lists
 * show of them, what statistics are made of, and the texts of prompts.
 * Each session's actor writes its own row, as it always does. The histories come first, which say
 * which sessions there are; then the rows whose sessions are not there any more. A page at a time,
 * so that it goes on where it was when the service ends, and needs no more memory for more sessions.
 */
df.app.orchestration('rebuild', function* (context) {
  const { source, after, progress: before } = context.df.getInput() as RebuildInput;
  context.df.setCustomStatus(before);
  const page = yield* sessionsPage(context, { source, ...(after === undefined ? {} : { after }) });
  const progress = yield* putRight(context, before, page.ids);
  if (page.next !== undefined)
    context.df.continueAsNew({ source, after: page.next, progress } satisfies RebuildInput);
  else if (source === 'history')
    context.df.continueAsNew({ source: 'list', progress } satisfies RebuildInput);
  return progress;
});

function* putRight(
  context: df.OrchestrationContext,
  before: RebuildInput['progress'],
  ids: readonly string[],
): Steps<RebuildInput['progress']> {
  if (ids.length === 0) return before;
  const command = { type: 'refresh' } as const;
  const refreshed = ids.map((id) =>
    context.df.callEntity(new df.EntityId('session', id), command.type, command),
  );
  const answers = (yield context.df.Task.all(refreshed)) as Array<SessionAnswers['refresh']>;
  const isGone = (answer: SessionAnswers['refresh']): boolean =>
    !answer.ok && answer.code === 'session_unknown';
  const there = ids.filter((_, index) => answers[index]?.ok);
  const removed = answers.filter(isGone).length;
  const documents = yield* restoreDocuments(context, { ids: there });
  const failed = ids.length - there.length - removed + documents.failed;
  return {
    startedAt: before.startedAt,
    sessions: before.sessions + there.length - documents.failed,
    removed: before.removed + removed,
    failed: before.failed + failed,
  };
}
