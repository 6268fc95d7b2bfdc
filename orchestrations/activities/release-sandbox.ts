import { services } from '../../adapters/services.ts';
import { defineActivity } from '../define-activity.ts';

type Input = {
  sandboxId: string;
  /** The id under which the workspace is kept. */
  snapshotId: string;
  /** Ask the supervisor to close down in order first; off for a sandbox that has died or hangs. */
  orderly: boolean;
};

/** How long a supervisor may take to close down in order, in milliseconds. */
const parkMs = 30_000;

/** Ends a sandbox and keeps its workspace. Idempotent on both ids. */
export const releaseSandbox = defineActivity<Input, { snapshotId: string | null }>(
  'release-sandbox',
  async ({ sandboxId, snapshotId, orderly }) => {
    const { supervisors, sandboxes, sandboxRecords } = services();
    if (orderly) await supervisors.post(sandboxId, '/park', {}, parkMs);
    const kept = await sandboxes.park(sandboxId, snapshotId);
    await sandboxRecords.forget(sandboxId);
    return { snapshotId: kept?.snapshotId ?? null };
  },
);
