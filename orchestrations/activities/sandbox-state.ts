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
    const { supervisors, sandboxes } = services();
    const record = await supervisors.record(sandboxId);
    if (record?.unusable) return { state: 'unusable', failure: record.unusable };
    if (record?.ready) return { state: 'ready' };
    const { phase } = await sandboxes.state(sandboxId);
    return record && phase === 'running' ? { state: 'preparing' } : { state: 'gone' };
  },
);
