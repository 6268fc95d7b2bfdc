import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { log } from '../../adapters/log.ts';
import { services } from '../../adapters/services.ts';
import { isAtWork, startOnce } from '../../adapters/start-once.ts';
import type { SessionSummary } from '../../contracts/api.ts';
import type { StoredSession } from '../../core/stored-session.ts';
import { signalNames } from '../../orchestrations/signals.ts';
import { raise } from '../raise.ts';

const pageSize = 100;
/** A sweep is due every five seconds; when none was for so long, the machine slept or was stopped. */
const gapMs = 30_000;
/** Since when, in epoch milliseconds, supervisors could be heard without a gap. */
let hearingSince = 0;
let sweptAt = 0;

/** Finds what nobody would otherwise notice: dead sandboxes, runs nobody carries, orphans. */
app.timer('sweep', {
  schedule: '*/5 * * * * *',
  extraInputs: [df.input.durableClient()],
  handler: async (_timer, context) => {
    const client = df.getClient(context);
    const now = services().clock();
    if (now - sweptAt > gapMs) hearingSince = now;
    for (const status of ['running', 'stopping'] as const)
      for await (const session of sessionsIn(status))
        await apart({ sessionId: session.sessionId }, () => checkRun(client, session));
    for (const { sandboxId } of await services().sandboxes.list())
      await apart({ sandboxId }, () => checkOwner(sandboxId));
    sweptAt = services().clock();
  },
});

/** One that fails must not keep the others from being looked at. */
async function apart(subject: Record<string, string>, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    log('error', 'sweep.failed', error instanceof Error ? error.message : String(error), subject);
  }
}

async function* sessionsIn(status: SessionSummary['status']): AsyncGenerator<StoredSession> {
  const { documents } = services();
  let after: string | undefined;
  do {
    const page = await documents.list<StoredSession>('sessions', {
      where: { status },
      limit: pageSize,
      ...(after ? { after } : {}),
    });
    for (const { body } of page.items) yield body;
    after = page.next;
  } while (after);
}

async function checkRun(client: df.DurableClient, session: StoredSession): Promise<void> {
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
  // Whoever asked for the stop may have ended before it was told.
  if (status === 'stopping') await raise(client, instanceId, signalNames.stop, {});
  if (sandboxId && (await isLost(sandboxId)))
    await raise(client, instanceId, signalNames.lost(sandboxId), {});
}

async function isLost(sandboxId: string): Promise<boolean> {
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

/** Ends a sandbox that no session owns: left behind by a crash, or by a session's deletion. */
async function checkOwner(sandboxId: string): Promise<void> {
  const { documents, sandboxes, sandboxRecords } = services();
  const record = await sandboxRecords.get(sandboxId);
  const session = record && (await documents.get<SessionSummary>('sessions', record.sessionId));
  // A run that has lost its sandbox still wants to keep what is in it.
  if (session?.body.sandboxId === sandboxId || session?.body.run) return;
  log('warn', 'sweep.orphan-ended', 'No session owned this sandbox.', { sandboxId });
  await sandboxes.terminate(sandboxId);
  await sandboxRecords.forget(sandboxId);
}
