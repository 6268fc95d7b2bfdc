import { services } from '../../adapters/services.ts';
import type { Failure } from '../../contracts/errors.ts';
import { defineActivity } from '../define-activity.ts';

type Output =
  | { state: 'ready' }
  | { state: 'preparing' }
  | { state: 'gone' }
  | { state: 'unusable'; failure: Failure };

/** What is known of a sandbox now; a later change is told by its signals. */
export const sandboxState = defineActivity<{ sandboxId: string }, Output>(
  'sandbox-state',
  async ({ sandboxId }) => {
    const { sandboxes, sandboxRecords } = services();
    const record = await sandboxRecords.get(sandboxId);
    if (!record) return { state: 'gone' };
    if (record.unusable) return { state: 'unusable', failure: record.unusable };
    // What it said of itself does not count when it has ended since.
    const { phase } = await sandboxes.state(sandboxId);
    if (phase !== 'running') return { state: 'gone' };
    return { state: record.ready ? 'ready' : 'preparing' };
  },
);
