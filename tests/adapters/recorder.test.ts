import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteHistory } from '../../adapters/history/sqlite.ts';
import { Recorder } from '../../adapters/recorder.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import type { NewEvent } from '../../contracts/events.ts';
import { Frame } from '../../contracts/frames.ts';
import type { Live } from '../../core/ports/live.ts';

const session = 'ses_0000000001';
const frameLimit = 1_000_000;

const textOf = (key: string, text: string): NewEvent => ({
  type: 'part.finished',
  data: { runId: 'run_0000000001', part: { id: key, type: 'text', text } },
  key,
  at: '2026-01-01T00:00:00.000Z',
});

let database: Database;
let history: SqliteHistory;
let sent: Array<{ group: string; message: unknown }>;
let recorder: Recorder;

beforeEach(() => {
  database = new Database(':memory:');
  history = new SqliteHistory(database);
  sent = [];
  const live: Live = {
    publish: async (group, message) => void sent.push({ group, message }),
    grant: () => Promise.reject(new Error('Nobody asks for a grant here.')),
    disconnect: async () => {},
    close: async () => {},
  };
  recorder = new Recorder(history, live);
});
afterEach(() => database.close());

const sequences = () =>
  sent.map(({ message }) => {
    const frame = Frame.parse(message);
    return frame.kind === 'events' ? frame.events.map(({ seq }) => seq) : [];
  });

it('tells those who watch what is new, once it is written down', async () => {
  await recorder.record(session, [textOf('a', 'x')]);
  const appended = await recorder.record(session, [textOf('a', 'x'), textOf('b', 'y')]);
  expect(appended.map(({ seq }) => seq)).toEqual([2]);
  expect(sequences()).toEqual([[1], [2]]);
  expect(sent.every(({ group }) => group === `session:${session}`)).toBe(true);
});

it('says nothing when there is nothing new', async () => {
  await recorder.record(session, []);
  await recorder.record(session, [textOf('a', 'x')]);
  sent.length = 0;
  await recorder.record(session, [textOf('a', 'x')]);
  expect(sent).toEqual([]);
});

it('splits what is too much for one frame, in order, and leaves none above the limit', async () => {
  // Two bytes a character: what counts is the size on the wire.
  const events = Array.from({ length: 30 }, (_, n) => textOf(`part-${n}`, 'é'.repeat(60_000)));
  await recorder.record(session, events);
  expect(sequences().flat()).toEqual(events.map((_, index) => index + 1));
  expect(sent.length).toBeGreaterThan(3);
  for (const { message } of sent)
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(frameLimit);
});

it('leaves out what fits no frame, which history has nevertheless', async () => {
  const huge = textOf('huge', '"'.repeat(499_000));
  await recorder.record(session, [textOf('a', 'x'), huge, textOf('b', 'y')]);
  expect(sequences()).toEqual([[1], [3]]);
  const { events } = await history.read(session, { after: 0, limit: 10 });
  expect(events.map(({ key }) => key)).toEqual(['a', 'huge', 'b']);
});
