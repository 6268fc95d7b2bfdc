import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { durableClient } from '../../adapters/durable-client.ts';
import { services } from '../../adapters/services.ts';
import { startOnce } from '../../adapters/start-once.ts';
import type { RetireAllInput } from '../../orchestrations/retire-sessions.ts';

/** Has sessions deleted, each day, that nobody has used for as long as the settings say. */
app.timer('retire', {
  schedule: '0 41 3 * * *',
  extraInputs: [df.input.durableClient()],
  handler: async (_timer, context) => {
    const { settings, clock } = services();
    if (settings.retentionMs === undefined) return;
    const unusedSince = new Date(clock() - settings.retentionMs).toISOString();
    const input: RetireAllInput = { unusedSince, counts: { erased: 0, kept: 0, failed: 0 } };
    // One that takes longer than a day goes on.
    await startOnce(durableClient(context), 'retire-sessions', 'retire-sessions', input);
  },
});
