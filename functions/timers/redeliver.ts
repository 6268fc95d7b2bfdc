import { app } from '@azure/functions';
import { log } from '../../adapters/log.ts';
import { services } from '../../adapters/services.ts';
import { redeliverYoung } from '../redeliver-young.ts';

app.timer('redeliver', {
  schedule: '0 * * * * *',
  handler: async () => {
    const { queue, clock } = services();
    const count = await redeliverYoung(queue, clock());
    if (count > 0)
      log('warn', 'queue.redelivered', 'Dead prompts were put back into their queues.', { count });
  },
});
