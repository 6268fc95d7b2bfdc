import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { services } from '../../adapters/services.ts';
import { checkWatch } from '../check-watch.ts';
import { apart } from './apart.ts';

/** Finds sandboxes that idle and would never be parked. There are as many looks as sandboxes. */
app.timer('rewatch', {
  schedule: '30 * * * * *',
  extraInputs: [df.input.durableClient()],
  handler: async (_timer, context) => {
    const client = df.getClient(context);
    for (const { sandboxId } of await services().sandboxes.list())
      await apart({ sandboxId }, () => checkWatch(client, sandboxId));
  },
});
