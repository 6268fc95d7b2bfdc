import { app } from '@azure/functions';
import { log } from '../../adapters/log.ts';
import { services } from '../../adapters/services.ts';

const pageSize = 100;

/**
 * Gives dead prompts another round of deliveries. A message dies when its deliveries were cut off
 * too often, by a service that was killed again and again; a prompt that was accepted is not lost.
 */
app.timer('redeliver', {
  schedule: '0 * * * * *',
  handler: async () => {
    const { queue } = services();
    const dead = await queue.deadLetters({ limit: pageSize });
    if (dead.items.length === 0) return;
    const count = await queue.redeliver(dead.items.map(({ id }) => id));
    log('warn', 'queue.redelivered', 'Dead prompts were put back into their queues.', { count });
  },
});
