import { log } from '../../adapters/log.ts';
import { services } from '../../adapters/services.ts';
import { defineActivity } from '../define-activity.ts';

/** Deletes a snapshot that a newer one has replaced. Nobody waits for it, so it never fails. */
export const deleteSnapshot = defineActivity<{ snapshotId: string }, null>(
  'delete-snapshot',
  async ({ snapshotId }) => {
    try {
      await services().sandboxes.deleteSnapshot(snapshotId);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      log('error', 'sandbox.snapshot-left', detail, { snapshotId });
    }
    return null;
  },
);
