import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { durableClient } from '../../adapters/durable-client.ts';
import { log } from '../../adapters/log.ts';
import { services } from '../../adapters/services.ts';
import type { SessionSummary } from '../../contracts/api.ts';
import { checkRun } from '../check-run.ts';
import { sessionsIn } from '../sessions-in.ts';
import { apart } from './apart.ts';

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
    const client = durableClient(context);
    const now = services().clock();
    if (now - sweptAt > gapMs) hearingSince = now;
    for (const status of ['running', 'stopping'] as const)
      for await (const session of sessionsIn(status))
        await apart({ sessionId: session.sessionId }, () =>
          checkRun(client, session, hearingSince),
        );
    for (const { sandboxId } of await services().sandboxes.list())
      await apart({ sandboxId }, () => checkOwner(sandboxId));
    sweptAt = services().clock();
  },
});

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
