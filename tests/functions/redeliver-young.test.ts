import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqlitePromptQueue } from '../../adapters/queue/sqlite.ts';
import { SqliteQueueReceiver } from '../../adapters/queue/sqlite-receiver.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import { redeliverYoung } from '../../functions/redeliver-young.ts';

const minuteMs = 60_000;
let now: number;
let database: Database;
let queue: SqlitePromptQueue;
let receiver: SqliteQueueReceiver;

beforeEach(() => {
  now = Date.parse('2026-01-01T00:00:00Z');
  database = new Database(':memory:');
  queue = new SqlitePromptQueue(database, { name: 'prompts', clock: () => now });
  receiver = new SqliteQueueReceiver(database, 'prompts');
});
afterEach(() => database.close());

/** Whatever waits in the session is given up. */
async function die(sessionId: string): Promise<void> {
  for (;;) {
    const message = await receiver.receive(sessionId);
    if (!message) return;
    await receiver.deadLetter(message, { reason: 'r', description: 'd', now });
  }
}
const send = async (sessionId: string, count = 1): Promise<void> => {
  const ids = Array.from({ length: count }, (_, n) => `${sessionId}/${n}`);
  await queue.send(ids.map((messageId) => ({ sessionId, messageId, body: {} })));
};
const deadCount = async (): Promise<number> =>
  (await queue.deadLetters({ limit: 1_000 })).items.length;

it('puts a dead prompt back again and again, until it is a quarter of an hour old', async () => {
  await send('s');
  await die('s');
  for (let minute = 0; minute < 15; minute += 1) {
    expect(await redeliverYoung(queue, now)).toBe(1);
    await die('s');
    now += minuteMs;
  }
  expect(await redeliverYoung(queue, now)).toBe(0);
  expect(await deadCount()).toBe(1);
});

it('finds the young ones behind any number of old ones', async () => {
  await send('old', 250);
  await die('old');
  now += 20 * minuteMs;
  await send('young', 3);
  await die('young');
  expect(await redeliverYoung(queue, now)).toBe(3);
  expect(await deadCount()).toBe(250);
});
