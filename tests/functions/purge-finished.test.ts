import type { DurableClient } from 'durable-functions';
import { expect, it } from 'vitest';
import { purgeWindows } from '../../core/purge-windows.ts';
import { purgeFinished } from '../../functions/purge-finished.ts';

type Filter = Parameters<DurableClient['purgeInstanceHistoryBy']>[0];

const now = Date.parse('2026-06-01T00:00:00.000Z');

/** A client that is asked to purge, and finds one in each span but in those that fail. */
function clientOf(asked: Filter[], fails: (n: number) => boolean = () => false) {
  const purgeInstanceHistoryBy = async (filter: Filter) => {
    asked.push(filter);
    if (fails(asked.length)) throw new Error('The service is busy.');
    return { instancesDeleted: 1 };
  };
  return { purgeInstanceHistoryBy } as unknown as DurableClient;
}

it('deletes what is over alone, from the oldest on, in every span', async () => {
  const asked: Filter[] = [];
  expect(await purgeFinished(clientOf(asked), now)).toBe(asked.length);
  expect(asked.map(({ createdTimeFrom }) => createdTimeFrom?.getTime())).toEqual(
    [...purgeWindows(now)].map(({ from }) => from),
  );
  for (const { runtimeStatus } of asked)
    expect(runtimeStatus).toEqual(['Completed', 'Failed', 'Terminated']);
});

it('goes on with the next span where one fails', async () => {
  const asked: Filter[] = [];
  const purged = await purgeFinished(
    clientOf(asked, (n) => n === 3),
    now,
  );
  expect(asked).toHaveLength([...purgeWindows(now)].length);
  expect(purged).toBe(asked.length - 1);
});
