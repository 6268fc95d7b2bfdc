import type { DurableClient } from 'durable-functions';
import { log } from '../adapters/log.ts';
import { raise } from '../adapters/raise.ts';
import { services } from '../adapters/services.ts';
import type { StoredSession } from '../core/stored-session.ts';
import { signalNames } from '../orchestrations/signals.ts';
import { askSession } from './ask-session.ts';

/**
 * Ends the run of a session that waits for an answer when nobody has given one for as long as the
 * settings say. The actor has the last word; whoever carries the run is told as of any stop, by the
 * sweep once more should that fail here.
 */
export async function checkAnswer(client: DurableClient, session: StoredSession): Promise<void> {
  const { sessionId, run, updatedAt } = session;
  const { clock, settings } = services();
  if (!run) return;
  // A row that an earlier release has written does not say since when.
  const since = Date.parse(run.waitingSince ?? updatedAt);
  if (clock() - since < settings.answerMs) return;
  const { runId } = run;
  const limitMs = settings.answerMs;
  const answer = await askSession(client, sessionId, { type: 'unanswered', runId, limitMs });
  if (!answer.ok || !answer.instanceId) return;
  log('info', 'rewatch.unanswered', 'Nobody has answered this run in time.', { sessionId, runId });
  await raise(client, answer.instanceId, signalNames.stop, {});
}
