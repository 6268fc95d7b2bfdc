import { isDeepStrictEqual } from 'node:util';
import type { DurableClient } from 'durable-functions';
import { services } from '../adapters/services.ts';
import { signalNames } from '../orchestrations/signals.ts';
import type { StoredQuestion } from '../core/stored-question.ts';
import { questionKey } from '../core/question-key.ts';
import type { CommandOf, Sleeper } from '../core/session-commands.ts';
import { askSession } from './ask-session.ts';
import { accepted, ApiError } from './http/respond.ts';
import { raise } from '../adapters/raise.ts';

/**
 * Takes a reply for a run that rests. Without a sandbox its actor decides who was first; the same
 * reply by the same person again, whose answer got lost on its way, is as good.
 */
export async function replyToResting(
  client: DurableClient,
  sessionId: string,
  replied: Omit<CommandOf<'replied'>, 'taken'>,
): Promise<void> {
  const { questionId, reply, by } = replied;
  const stored = await questionOf(sessionId, questionId);
  const needed = stored?.questions.length;
  if ('answers' in reply && needed !== undefined && reply.answers.length !== needed)
    throw new ApiError('invalid_request', { detail: 'Each question needs one list of answers.' });
  const answer = await askSession(client, sessionId, { ...replied, taken: false });
  if (!answer.ok && answer.code === 'question_closed') {
    const taken = await questionOf(sessionId, questionId);
    if (taken?.by === by.id && isDeepStrictEqual(taken.reply, reply)) return;
  }
  await wake(client, accepted(answer));
}

/** Wakes the run, if there is one, that waited for just what the actor has been told. */
export async function wake(
  client: DurableClient,
  { sleeper }: { sleeper: Sleeper | null },
): Promise<void> {
  if (!sleeper) return;
  await raise(client, sleeper.instanceId, signalNames.woken(sleeper.restedIn), {});
}

async function questionOf(sessionId: string, questionId: string) {
  const key = questionKey(sessionId, questionId);
  return (await services().documents.get<StoredQuestion>('questions', key))?.body;
}
