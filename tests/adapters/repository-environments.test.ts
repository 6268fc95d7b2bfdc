import { afterEach, beforeEach, expect, test } from 'vitest';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { RepositoryEnvironments } from '../../adapters/repository-environments.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import { EnvironmentChange } from '../../contracts/repositories.ts';

const secret = 'a secret that only tests know';
let database: Database;
let documents: SqliteDocuments;
let environments: RepositoryEnvironments;

beforeEach(() => {
  database = new Database(':memory:');
  documents = new SqliteDocuments(database, () => '2026-01-01T00:00:00.000Z');
  environments = new RepositoryEnvironments(documents, secret);
});
afterEach(() => database.close());

const change = (set: Record<string, string>, unset: string[] = []) =>
  environments.change('shop', { set, unset });

test('variables are set, replaced and removed', async () => {
  expect(await environments.variables('shop')).toEqual({});
  expect(await change({ TOKEN: 'one', A: 'a' })).toEqual(['A', 'TOKEN']);
  expect(await change({ TOKEN: 'two\nlines' }, ['A', 'NEVER_SET'])).toEqual(['TOKEN']);
  expect(await environments.names('shop')).toEqual(['TOKEN']);
  expect(await environments.variables('shop')).toEqual({ TOKEN: 'two\nlines' });
  expect(await environments.names('blog')).toEqual([]);
});

test('values are nowhere in what is stored', async () => {
  await change({ TOKEN: 'hunter2hunter2' });
  const stored = JSON.stringify(await documents.get('repository-environments', 'shop'));
  expect(stored).toContain('TOKEN');
  expect(stored).not.toContain('hunter2');
  expect(stored).not.toContain(Buffer.from('hunter2').toString('base64').slice(0, 8));
});

test('another secret, another place or a changed byte opens nothing', async () => {
  await change({ TOKEN: 'one' });
  expect(await new RepositoryEnvironments(documents, 'other').variables('shop')).toBeUndefined();
  const stored = await documents.get<{ names: string[]; sealed: string }>(
    'repository-environments',
    'shop',
  );
  const { names = [], sealed = '' } = stored?.body ?? {};
  await documents.put('repository-environments', 'blog', { names, sealed });
  expect(await environments.variables('blog')).toBeUndefined();
  const bytes = Buffer.from(sealed, 'base64');
  bytes.writeUInt8(bytes.readUInt8(30) ^ 1, 30);
  await documents.put('repository-environments', 'shop', {
    names,
    sealed: bytes.toString('base64'),
  });
  expect(await environments.variables('shop')).toBeUndefined();
  expect(await change({ TOKEN: 'again' })).toEqual(['TOKEN']);
  expect(await environments.variables('shop')).toEqual({ TOKEN: 'again' });
});

test('changes at the same time are all kept', async () => {
  await Promise.all(['A', 'B', 'C', 'D'].map((name) => change({ [name]: name })));
  expect(await environments.names('shop')).toEqual(['A', 'B', 'C', 'D']);
});

test('more than fits changes nothing', async () => {
  const large = 'x'.repeat(16_000);
  await change({ A: large, B: large, C: large });
  expect(await change({ D: large })).toBeUndefined();
  expect(await environments.names('shop')).toEqual(['A', 'B', 'C']);
});

test.each(['HARVEST_TOKEN', 'opencode_config', '1A', 'A-B', 'A=B', ''])(
  'refuses %j as a name',
  (name) => {
    expect(EnvironmentChange.safeParse({ set: { [name]: 'x' } }).success).toBe(false);
  },
);
