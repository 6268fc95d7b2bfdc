import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { DocumentPeople } from '../../adapters/people/documents.ts';
import { Database } from '../../adapters/sqlite/database.ts';

const owner = { id: 'local', name: 'Ada', email: 'Ada@example.com' };
const grace = { id: 'per_1', name: 'Grace', email: 'grace@example.com' };
const linus = { id: 'per_2', name: 'Linus' };

let database: Database;
let people: DocumentPeople;

beforeEach(async () => {
  database = new Database(':memory:');
  const documents = new SqliteDocuments(database, () => '2026-01-01T00:00:00.000Z');
  people = new DocumentPeople(documents, owner);
  await people.put(grace);
  await people.put(linus);
});
afterEach(() => database.close());

const idsOf = async (query: { search?: string } = {}): Promise<string[]> =>
  (await people.list({ limit: 10, ...query })).items.map(({ id }) => id).sort();

it.each([
  ['local', owner],
  ['ada@EXAMPLE.com', owner],
  ['per_1', grace],
  [' Grace@Example.com ', grace],
  ['per_2', linus],
  ['Grace', undefined],
  ['nobody@example.com', undefined],
  ['', undefined],
])('finds by id and by address: %j', async (given, person) => {
  expect(await people.find(given)).toEqual(person);
});

it('lists everybody, the owner too, and finds by a part of name or address', async () => {
  expect(await idsOf()).toEqual(['local', 'per_1', 'per_2']);
  expect(await idsOf({ search: 'LINU' })).toEqual(['per_2']);
  expect(await idsOf({ search: '@example' })).toEqual(['local', 'per_1']);
});

it('pages through everybody once', async () => {
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await people.list({ limit: 2, ...(after ? { after } : {}) });
    seen.push(...page.items.map(({ id }) => id));
    after = page.next;
  } while (after);
  expect(seen.sort()).toEqual(['local', 'per_1', 'per_2']);
});

it('forgets whom it is told to', async () => {
  await people.remove('per_1');
  expect(await people.get('per_1')).toBeUndefined();
  expect(await people.find(grace.email)).toBeUndefined();
  expect(await idsOf()).toEqual(['local', 'per_2']);
});
