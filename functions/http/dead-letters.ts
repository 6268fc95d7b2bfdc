import { services } from '../../adapters/services.ts';
import { serve } from './route.ts';

serve('listDeadLetters', async ({ query: { after, limit } }) => {
  const { items, next } = await services().queue.deadLetters({
    ...(after ? { after } : {}),
    limit,
  });
  return {
    items: items.map(({ messageId: promptId, body: _, ...letter }) => ({ promptId, ...letter })),
    ...(next ? { next } : {}),
  };
});

serve('redeliverPrompts', async ({ body }) => ({
  redelivered: await services().queue.redeliver(body.ids),
}));
