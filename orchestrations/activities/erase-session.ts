import * as df from 'durable-functions';
import { durableClient } from '../../adapters/durable-client.ts';
import { eraseHistory } from '../../adapters/erase-history.ts';
import { services, type Services } from '../../adapters/services.ts';
import { isUnknownInstance } from '../../adapters/start-once.ts';
import type { SessionSummary } from '../../contracts/api.ts';
import type { Repository } from '../../core/ports/scm.ts';
import { snapshotIdOf } from '../../core/snapshot-id.ts';
import { defineActivity } from '../define-activity.ts';

type Input = {
  sessionId: string;
  sandboxId: string | null;
  snapshotId: string | null;
  /** The orchestration that carries its run. */
  instanceId: string | null;
};

/** Removes all that a session has, its summary last: until then it can be asked for once more. */
export const eraseSession = defineActivity<Input, null>(
  'erase-session',
  async ({ sessionId, sandboxId, snapshotId, instanceId }, context) => {
    const all = services();
    const { attachments, sandboxes, sandboxRecords, readMarks, modelUsage, documents } = all;
    if (instanceId) await terminate(durableClient(context), instanceId);
    if (sandboxId) {
      await sandboxes.terminate(sandboxId);
      // It may have been parked a moment ago, which nobody can tell the actor any more.
      await sandboxes.deleteSnapshot(snapshotIdOf(sandboxId));
      await sandboxRecords.forget(sandboxId);
    }
    if (snapshotId) await sandboxes.deleteSnapshot(snapshotId);
    await eraseBranch(all, sessionId);
    await eraseHistory(all, sessionId);
    await attachments.deleteOf(sessionId);
    await readMarks.forget(sessionId);
    await modelUsage.forget(sessionId);
    await documents.delete('sessions', sessionId);
    return null;
  },
);

async function terminate(client: df.DurableClient, instanceId: string): Promise<void> {
  try {
    await client.terminate(instanceId, 'The session was deleted.');
  } catch (error) {
    if (!isUnknownInstance(error)) throw error;
  }
}

/** The person keeps what was delivered. */
async function eraseBranch({ documents, scm }: Services, sessionId: string): Promise<void> {
  const session = (await documents.get<SessionSummary>('sessions', sessionId))?.body;
  const repository =
    session && (await documents.get<Repository>('repositories', session.repository))?.body;
  if (repository) await scm.forget(repository, session.branch);
}
