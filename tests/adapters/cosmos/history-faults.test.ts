import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CosmosHistory } from '../../../adapters/history/cosmos.ts';
import { CosmosDatabase } from '../../../adapters/cosmos/database.ts';
import type { NewEvent } from '../../../contracts/events.ts';
import { MemoryBlobs } from '../../fakes/blobs/memory-blobs.ts';
import { fakeKey } from '../../fakes/cosmos/fake-cosmos.ts';
import { startCutProxy } from '../../fakes/network/cut-proxy.ts';
import { openCosmos, type CosmosUnderTest } from './open-cosmos.ts';

const session = 'ses_0000000001';

const event = (key: string, title = key): NewEvent => ({
  type: 'session.renamed',
  data: { title, by: { id: 'owner', name: 'Owner' } },
  key,
  at: '2026-01-01T00:00:00.000Z',
});

const many = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, index) => event(`event ${index}`));

describe('history in Cosmos DB', () => {
  let subject: CosmosUnderTest;
  let history: CosmosHistory;
  let blobs: MemoryBlobs;
  let charged: Record<string, number>;
  beforeEach(async () => {
    charged = {};
    blobs = new MemoryBlobs();
    subject = await openCosmos({
      onCharge: (operation, units) => {
        charged[operation] = (charged[operation] ?? 0) + units;
      },
    });
    history = new CosmosHistory(subject.database, blobs);
  });
  afterEach(() => subject.close());

  const numbers = async (): Promise<number[]> =>
    (await history.read(session, { after: 0, limit: 1_000 })).events.map(({ seq }) => seq);
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

  it('splits what does not fit into one batch, and keeps the order', async () => {
    const events = many(250);
    const appended = await history.append(session, events);
    expect(appended).toEqual(events.map((each, index) => ({ ...each, seq: index + 1 })));
    expect(await numbers()).toEqual(upTo(250));
  });

  it('splits a batch by weight, which has no more than 2 MB', async () => {
    const heavy = many(60).map((each) => event(each.key, 'x'.repeat(60_000)));
    expect((await history.append(session, heavy)).map(({ seq }) => seq)).toEqual(upTo(60));
    expect((await history.read(session, { after: 49, limit: 1 })).events).toEqual([
      { ...heavy[49], seq: 50 },
    ]);
    expect(blobs.count).toBe(0);
  });

  it('keeps large data in a blob, and deletes it with its session', async () => {
    const large = event('large', '“💡\\"'.repeat(400_000));
    await history.append(session, [event('before'), large, event('after')]);
    const { events } = await history.read(session, { after: 1, limit: 1 });
    expect(events).toEqual([{ ...large, seq: 2 }]);
    expect(blobs.count).toBe(1);
    await history.delete(session);
    expect(subject.fake.documents()).toBe(0);
    expect(blobs.count).toBe(0);
  });

  it('deletes with the session the blob of an event that was never stored, or by another', async () => {
    const large = event('large', 'x'.repeat(100_000));
    await history.append(session, [event('first')]);
    subject.fake.faults.add({ on: 'batch', effect: { status: 403 }, times: 1 });
    await expect(history.append(session, [large])).rejects.toThrow('403');
    await history.append(session, [large]);
    expect(await history.append(session, [large])).toEqual([]);
    expect(blobs.count).toBe(3);
    await history.delete(session);
    expect([blobs.count, subject.fake.documents()]).toEqual([0, 0]);
  });

  it('makes one request of an append to a session that it knows', async () => {
    await history.append(session, [event('first')]);
    const before = subject.fake.requests();
    await history.append(session, [event('second')]);
    expect(subject.fake.requests() - before).toBe(1);
  });

  it.each(['cut-after', 'cut-before'] as const)(
    'answers with its events, once, when the connection is %s',
    async (effect) => {
      await history.append(session, [event('first')]);
      subject.fake.faults.add({ on: 'batch', effect, times: 1 });
      const appended = await history.append(session, [event('a'), event('b')]);
      expect(appended.map(({ key, seq }) => [key, seq])).toEqual([
        ['a', 2],
        ['b', 3],
      ]);
      expect(await numbers()).toEqual(upTo(3));
    },
  );

  it('appends each event once over a network that breaks every connection off', async () => {
    const proxy = await startCutProxy(Number(new URL(subject.fake.endpoint).port));
    const endpoint = `http://127.0.0.1:${proxy.port}/`;
    const access = { key: fakeKey };
    const database = new CosmosDatabase({ endpoint, database: subject.name, access });
    const far = new CosmosHistory(database, blobs);
    for (const round of upTo(6)) {
      // In the way to the service by turns, and with the answer on its way back.
      const broken = proxy.nextRequest().then(async () => {
        proxy.swallowAnswers();
        const before = subject.fake.requests();
        if (round % 2 === 0)
          await expect.poll(() => subject.fake.requests(), { interval: 1 }).toBeGreaterThan(before);
        proxy.cut();
      });
      const appended = await far.append(session, [event(`${round}`)]);
      expect(appended).toEqual([{ ...event(`${round}`), seq: round }]);
      await broken;
    }
    expect(await numbers()).toEqual(upTo(6));
    await database.close();
    await proxy.close();
  });

  it('waits as long as the service asks when it is throttled', async () => {
    const started = performance.now();
    subject.fake.faults.add({ on: 'batch', effect: { status: 429, retryAfterMs: 150 }, times: 2 });
    await history.append(session, [event('a')]);
    expect(performance.now() - started).toBeGreaterThanOrEqual(300);
    expect(await numbers()).toEqual([1]);
  });

  it.each([449, 503, 408])('tries again after %i', async (status) => {
    subject.fake.faults.add({ on: 'batch', effect: { status }, times: 1 });
    await history.append(session, [event('a')]);
    expect(await numbers()).toEqual([1]);
  });

  it('does not try again what is refused for good', async () => {
    subject.fake.faults.add({ on: 'batch', effect: { status: 403 }, times: 1 });
    await expect(history.append(session, [event('a')])).rejects.toThrow(/^COSMOS_ENDPOINT: .*403/);
  });

  it('numbers without gaps when two processes append at once, each key once', async () => {
    const other = new CosmosHistory(subject.database, blobs);
    const rounds = upTo(20).map(async (round) => {
      await history.append(session, [event(`here ${round}`), event(`both ${round}`)]);
      await other.append(session, [event(`both ${round}`), event(`there ${round}`)]);
    });
    const answers = upTo(20).map((round) => other.append(session, [event(`there ${round}`)]));
    await Promise.all([...rounds, ...answers]);
    const { events } = await history.read(session, { after: 0, limit: 1_000 });
    expect(events.map(({ seq }) => seq)).toEqual(upTo(60));
    expect(new Set(events.map(({ key }) => key)).size).toBe(60);
  });

  it('starts anew after another process has deleted the session', async () => {
    const other = new CosmosHistory(subject.database, blobs);
    await history.append(session, many(3));
    await other.delete(session);
    expect(await history.append(session, [event('new')])).toEqual([{ ...event('new'), seq: 1 }]);
  });

  it('leaves nothing that no head counts when a deletion meets an append', async () => {
    const other = new CosmosHistory(subject.database, blobs);
    await history.append(session, many(300));
    await Promise.all([history.delete(session), other.append(session, [event('meanwhile')])]);
    await other.append(session, [event('later')]);
    const { events, lastSeq } = await history.read(session, { after: 0, limit: 1_000 });
    expect(events.at(-1)).toMatchObject({ key: 'later', seq: lastSeq });
    expect(new Set(events.map(({ seq }) => seq)).size).toBe(events.length);
  });

  it('notes what each kind of call was charged', async () => {
    await history.append(session, [event('a')]);
    await history.read(session, { after: 0, limit: 1 });
    await history.delete(session);
    expect(Object.keys(charged).sort()).toEqual([
      'history.append',
      'history.delete',
      'history.read',
    ]);
  });
});
