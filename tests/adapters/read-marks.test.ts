import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { ReadMarks } from '../../adapters/read-marks.ts';
import { Database } from '../../adapters/sqlite/database.ts';

const early = '2026-01-01T00:00:00.000Z';
const late = '2026-01-02T00:00:00.000Z';

let database: Database;
let marks: ReadMarks;

beforeEach(() => {
  database = new Database(':memory:');
  marks = new ReadMarks(new SqliteDocuments(database, () => early));
});
afterEach(() => database.close());

const of = async (personId: string, ...sessionIds: string[]) =>
  Object.fromEntries(await marks.of(personId, sessionIds));

it('keeps the last time, by person and session', async () => {
  await marks.note('ann', 'ses_1', early);
  await marks.note('ann', 'ses_1', late);
  await marks.note('bob', 'ses_1', early);
  await marks.note('ann', 'ses_2', early);
  expect(await of('ann', 'ses_1', 'ses_2', 'ses_3')).toEqual({ ses_1: late, ses_2: early });
  expect(await of('bob', 'ses_1', 'ses_2')).toEqual({ ses_1: early });
  expect(await of('ann')).toEqual({});
});

it('forgets everybody’s marks of one session, however many, and no others', async () => {
  const people = Array.from({ length: 205 }, (_, n) => `person-${n}`);
  for (const person of people) await marks.note(person, 'ses_1', early);
  for (const other of ['ses_10', 'ses_0', 'ses_1-']) await marks.note('ann', other, early);
  await marks.forget('ses_1');
  await marks.forget('ses_1');
  const left = database.prepare(`SELECT id FROM documents ORDER BY id`).all();
  expect(left.map(({ id }) => id)).toEqual(['ses_0.ann', 'ses_1-.ann', 'ses_10.ann']);
});
