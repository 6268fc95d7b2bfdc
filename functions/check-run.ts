import type { DurableClient } from 'durable-functions';
import { log } from '../adapters/log.ts';
import { services } from '../adapters/services.ts';
import { isAtWork, startOnce } from '../adapters/start-once.ts';
import type { StoredSession } from '../core/stored-session.ts';
import { signalNames } from '../orchestrations/signals.ts';
import { raise } from '../adapters/raise.ts';

/**
 * Sees to it that a session's run is carried by somebody who knows what has become of it.
 *
 * @param session as a list showed it, which may be from a moment ago
 * @param hearingSince since when supervisors could be heard without a gap, in epoch milliseconds;
 *   of no account for a run that rests
 */
export async function checkRun(
  client: DurableClient,
  session: StoredSession,
  hearingSince = 0,
): Promise<void> {
  const { run, sandboxId, sessionId, status } = session;
  if (!run) return;
  const { promptId, instanceId } = run;
  if (!(await isAtWork(client, instanceId))) {
    // The list may be from before the run's end, which its orchestration notes before its own.
    const now = await services().documents.get<StoredSession>('sessions', sessionId);
    if (now?.body.run?.instanceId !== instanceId) return;
    log('warn', 'sweep.run-restarted', 'Nobody carried this run.', { sessionId, instanceId });
    const defaultModel = services().models.default().ref;
    const input = { kind: 'claimed', sessionId, promptId, defaultModel };
    await startOnce(client, 'run-prompt', instanceId, input);
    return;
  }
  // Whoever asked for the stop may have ended before it was told; so may whoever answered last.
  if (status === 'stopping') await raise(client, instanceId, signalNames.stop, {});
  if (run.restedIn) {
    // What happens to a sandbox that it has given back is not its affair.
    if (session.openQuestions === 0)
      await raise(client, instanceId, signalNames.woken(run.restedIn), {});
    return;
  }
  if (sandboxId && (await isLost(sandboxId, hearingSince)))
    await raise(client, instanceId, signalNames.lost(sandboxId), {});
}

async function isLost(sandboxId: string, hearingSince: number): Promise<boolean> {
  const { sandboxes, sandboxRecords, settings, clock } = services();
  const record = await sandboxRecords.get(sandboxId);
  if (!record?.created) return false;
  // While the service was away or asleep nobody could be heard.
  const heardAt = Math.max(await sandboxRecords.lastContact(sandboxId), hearingSince);
  const silentMs = clock() - heardAt;
  const state = await sandboxes.state(sandboxId);
  if (state.phase === 'ended') return silentMs > settings.lostMs / 4;
  return silentMs > Math.max(settings.lostMs, settings.bootMs);
}
