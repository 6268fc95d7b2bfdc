import { setImmediate as breathe } from 'node:timers/promises';
import { services } from '../../adapters/services.ts';
import { StatsQuery } from '../../contracts/stats.ts';
import { factsCollection, type Fact } from '../../core/facts.ts';
import { Statistics } from '../../core/statistics.ts';
import { parse } from './respond.ts';
import { serve } from './route.ts';

const usualMs = 30 * 86_400_000;
const pageSize = 1_000;

/** Costs one indexed read per thousand facts within the time, and nothing for those outside of it. */
serve('stats', async ({ query }) => {
  const { documents, clock } = services();
  const to = query.to ?? new Date(clock()).toISOString();
  const from = query.from ?? new Date(Date.parse(to) - usualMs).toISOString();
  const { repository, person } = parse(StatsQuery, { ...query, from, to });
  const statistics = new Statistics({
    ...{ from, to },
    ...(repository === undefined ? {} : { repository }),
    ...(person === undefined ? {} : { person }),
  });
  let after: string | undefined;
  do {
    const page = await documents.range<Fact>(factsCollection, {
      ...{ from, to, limit: pageSize },
      ...(after === undefined ? {} : { after }),
    });
    for (const { body } of page.items) statistics.add(body);
    after = page.next;
    // Others have their turn between two pages.
    await breathe();
  } while (after !== undefined);
  return statistics.result();
});
