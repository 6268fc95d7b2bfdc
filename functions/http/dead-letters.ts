import { services } from '../../adapters/services.ts';
import { ownerOnly } from './owner-only.ts';
import { serve } from './route.ts';

serve('listDeadLetters', async ({ query: { after, limit }, person }) => {
  ownerOnly(person);
  const { items, next } = await services().queue.deadLetters({
    ...(after ? { after } : {}),
    limit,
  });
  return {
    items: items.map(({ messageId: promptId, body: _, ...letter }) => ({ promptId, ...letter })),
    ...(next ? { next } : {}),
  };
});

serve('redeliverPrompts', async ({ body, person }) => {
  ownerOnly(person);
  return { redelivered: await services().queue.redeliver(body.ids) };
});
