import { durableClient } from '../../adapters/durable-client.ts';
import { raise } from '../../adapters/raise.ts';
import { defineActivity } from '../define-activity.ts';

/** Tells another orchestration; one that is over need not know. */
export const raiseSignal = defineActivity<{ instanceId: string; name: string }, null>(
  'raise-signal',
  async ({ instanceId, name }, context) => {
    await raise(durableClient(context), instanceId, name, {});
    return null;
  },
);
