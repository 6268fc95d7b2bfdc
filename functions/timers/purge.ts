import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { durableClient } from '../../adapters/durable-client.ts';
import { log } from '../../adapters/log.ts';
import { services } from '../../adapters/services.ts';
import { purgeFinished } from '../purge-finished.ts';

app.timer('purge', {
  schedule: '0 11 4 * * *',
  extraInputs: [df.input.durableClient()],
  handler: async (_timer, context) => {
    const count = await purgeFinished(durableClient(context), services().clock());
    if (count > 0) log('info', 'purge.done', 'Finished orchestrations were deleted.', { count });
  },
});
