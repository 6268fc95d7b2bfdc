import { app } from '@azure/functions';
import { services } from '../../adapters/services.ts';
import { statsDays } from '../../contracts/stats.ts';
import { factsCollection } from '../../core/facts.ts';

const pageSize = 200;
const statsMs = statsDays * 86_400_000;

/** Deletes what has been kept for as long as it is of use. */
app.timer('retention', {
  schedule: '0 17 * * * *',
  handler: async () => {
    const { attachments, clock } = services();
    await attachments.deleteUnused(clock());
    await deleteBefore(factsCollection, clock() - statsMs);
  },
});

async function deleteBefore(collection: string, time: number): Promise<void> {
  const { documents } = services();
  const query = { from: '', to: new Date(time).toISOString(), limit: pageSize };
  for (;;) {
    const { items, next } = await documents.range(collection, query);
    await Promise.all(items.map(({ id }) => documents.delete(collection, id)));
    if (next === undefined) return;
  }
}
