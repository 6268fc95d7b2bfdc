import { services, type Services } from '../../adapters/services.ts';
import { defineActivity } from '../define-activity.ts';

type Input = {
  sandboxId: string;
  /** The id under which the workspace is kept. */
  snapshotId: string;
  /** The session's snapshot until now, deleted when a new one has been made. */
  former: string | null;
  /** Ask the supervisor to close down in order first; off for a sandbox that has died or hangs. */
  orderly: boolean;
};

/** Ends a sandbox and keeps its workspace. Idempotent on both ids. */
export const releaseSandbox = defineActivity<Input, { snapshotId: string | null }>(
  'release-sandbox',
  async ({ sandboxId, snapshotId, former, orderly }) => {
    const { supervisors, sandboxes } = services();
    if (orderly) await supervisors.post(sandboxId, '/park', {}, 30_000);
    const kept = await sandboxes.park(sandboxId, snapshotId);
    if (kept && former && former !== snapshotId) await sandboxes.deleteSnapshot(former);
    await forgetSandbox(services(), sandboxId);
    return { snapshotId: kept?.snapshotId ?? null };
  },
);

/** Removes what was noted of a sandbox that is no more. */
export async function forgetSandbox(
  { documents }: Pick<Services, 'documents'>,
  sandboxId: string,
): Promise<void> {
  await documents.delete('sandboxes', sandboxId);
  await documents.delete('sandbox-contacts', sandboxId);
}
