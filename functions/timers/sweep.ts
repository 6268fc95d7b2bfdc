import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { log } from '../../adapters/log.ts';
import { services } from '../../adapters/services.ts';
import { isAtWork, startOnce } from '../../adapters/start-once.ts';
import type { SandboxRecord } from '../../adapters/supervisor-client.ts';
import type { SessionSummary } from '../../contracts/api.ts';
import { forgetSandbox } from '../../orchestrations/activities/release-sandbox.ts';
import { signalNames } from '../../orchestrations/signals.ts';
import { raise } from '../raise.ts';

const pageSize = 100;

/** Finds what nobody would otherwise notice: dead sandboxes, runs nobody carries, orphans. */
app.timer('sweep', {
  schedule: '*/5 * * * * *',
  extraInputs: [df.input.durableClient()],
  handler: async (_timer, context) => {
    const client = df.getClient(context);
    for (const status of ['running', 'stopping'] as const)
      for await (const session of sessionsIn(status)) await checkRun(client, session);
    await endOrphans();
  },
});

async function* sessionsIn(status: SessionSummary['status']): AsyncGenerator<SessionSummary> {
  const { documents } = services();
  let after: string | undefined;
  do {
    const page = await documents.list<SessionSummary>('sessions', {
      where: { status },
      limit: pageSize,
      ...(after ? { after } : {}),
    });
    for (const { body } of page.items) yield body;
    after = page.next;
  } while (after);
}

async function checkRun(client: df.DurableClient, session: SessionSummary): Promise<void> {
  const { run, sandboxId, sessionId } = session;
  if (!run) return;
  if (!(await isAtWork(client, run.instanceId))) {
    const { promptId, instanceId } = run;
    log('warn', 'sweep.run-restarted', 'Nobody carried this run.', { sessionId, instanceId });
    const defaultModel = services().models.default().ref;
    const input = { kind: 'claimed', sessionId, promptId, defaultModel };
    await startOnce(client, 'run-prompt', instanceId, input);
    return;
  }
  if (sandboxId && (await isLost(sandboxId)))
    await raise(client, run.instanceId, signalNames.lost(sandboxId), {});
}

async function isLost(sandboxId: string): Promise<boolean> {
  const { sandboxes, documents, supervisors, settings, clock } = services();
  // Without a record it is still being created.
  if (!(await supervisors.record(sandboxId))) return false;
  const contact = await documents.get<{ at: number }>('sandbox-contacts', sandboxId);
  const silentMs = clock() - (contact?.body.at ?? 0);
  const state = await sandboxes.state(sandboxId);
  if (state.phase === 'ended') return silentMs > settings.lostMs / 4;
  return silentMs > Math.max(settings.lostMs, settings.bootMs);
}

/** Ends sandboxes that no session owns: left behind by a crash, or by a session's deletion. */
async function endOrphans(): Promise<void> {
  const all = services();
  for (const { sandboxId } of await all.sandboxes.list()) {
    const record = await all.documents.get<SandboxRecord>('sandboxes', sandboxId);
    const session =
      record && (await all.documents.get<SessionSummary>('sessions', record.body.sessionId));
    // A run that has lost its sandbox still wants to keep what is in it.
    if (session?.body.sandboxId === sandboxId || session?.body.run) continue;
    log('warn', 'sweep.orphan-ended', 'No session owned this sandbox.', { sandboxId });
    await all.sandboxes.terminate(sandboxId);
    await forgetSandbox(all, sandboxId);
  }
}
