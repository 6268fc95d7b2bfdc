import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Database } from '../../adapters/sqlite/database.ts';

const run = promisify(execFile);
const schema = ['CREATE TABLE things (name TEXT PRIMARY KEY) STRICT'];

let folder: string;
let file: string;
const open: Database[] = [];

function openDatabase(options: ConstructorParameters<typeof Database>[1] = {}): Database {
  const database = new Database(file, options);
  open.push(database);
  return database;
}

const insert = (database: Database, name: string) => () =>
  database.prepare('INSERT INTO things (name) VALUES (?)').run(name).changes;
const namesIn = (database: Database): unknown[] =>
  database
    .prepare('SELECT name FROM things ORDER BY name')
    .all()
    .map((row) => row['name']);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harvest-database-'));
  file = join(folder, 'harvest.db');
});
afterEach(async () => {
  vi.useRealTimers();
  for (const database of open.splice(0)) database.close();
  await rm(folder, { recursive: true, force: true });
});

it('undoes a unit that fails, and that one alone, within one commit', async () => {
  const database = openDatabase();
  database.migrate('things', schema);
  const settled = await Promise.allSettled([
    database.write(insert(database, 'a')),
    database.write(() => {
      insert(database, 'half')();
      throw new Error('It went wrong.');
    }),
    database.write(insert(database, 'a')),
    database.write(insert(database, 'b')),
  ]);
  expect(settled.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ]);
  expect(settled[1]).toMatchObject({ reason: { message: 'It went wrong.' } });
  expect(namesIn(database)).toEqual(['a', 'b']);
});

it('shows what is written to others only when it is committed', async () => {
  const database = openDatabase();
  database.migrate('things', schema);
  const reader = openDatabase();
  const written = database.write(() => {
    insert(database, 'a')();
    return namesIn(reader);
  });
  expect(await written).toEqual([]);
  expect(namesIn(reader)).toEqual(['a']);
});

it('brings what was written into the file of the database as soon as nobody writes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const database = openDatabase();
  database.migrate('things', schema);
  const alone = join(folder, 'alone.db');
  const inFile = async () => {
    await copyFile(file, alone);
    const copy = new Database(alone);
    try {
      copy.migrate('things', schema);
      return namesIn(copy).length;
    } finally {
      copy.close();
    }
  };
  const write = (from: number, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) => database.write(insert(database, `${from + n}`))),
    );
  await write(0, 400);
  vi.runAllTimers();
  expect(await inFile()).toBe(0);
  await write(400, 200);
  expect(await inFile()).toBe(0);
  vi.runAllTimers();
  expect(await inFile()).toBe(600);
});

it('commits what is pending when it closes, and takes nothing afterwards', async () => {
  const database = openDatabase();
  database.migrate('things', schema);
  const pending = database.write(insert(database, 'a'));
  database.close();
  expect(await pending).toBe(1);
  await expect(database.write(() => 1)).rejects.toThrow('closed');
  database.close();
  expect(namesIn(openDatabase())).toEqual(['a']);
});

it('applies each step of a schema once, ever', () => {
  const first = openDatabase();
  first.migrate('things', schema);
  first.migrate('things', schema);
  first.close();
  const second = openDatabase();
  second.migrate('things', [...schema, "INSERT INTO things (name) VALUES ('seed')"]);
  second.migrate('others', ['CREATE TABLE others (name TEXT) STRICT']);
  expect(namesIn(second)).toEqual(['seed']);
});

it('leaves nothing of a step that fails, so that it can be tried again', () => {
  const database = openDatabase();
  expect(() => database.migrate('things', [`${schema[0]}; NONSENSE;`])).toThrow('syntax');
  database.migrate('things', schema);
  expect(namesIn(database)).toEqual([]);
});

it('keeps other connections and other processes out while it is exclusive', async () => {
  const first = openDatabase({ exclusive: true });
  first.migrate('things', schema);
  expect(() => new Database(file, { exclusive: true })).toThrow('locked');
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(${JSON.stringify(file)});
    console.log(database.prepare('SELECT count(*) FROM things').all().length);
  `;
  await expect(run(process.execPath, ['-e', script])).rejects.toThrow('locked');

  first.close();
  expect((await run(process.execPath, ['-e', script])).stdout.trim()).toBe('1');
});

it('signals to those who listen, until they stop', () => {
  const database = openDatabase();
  const heard: unknown[] = [];
  const stop = database.onSignal('queue', (detail) => heard.push(detail));
  database.signal('queue', 1);
  database.signal('other', 2);
  stop();
  database.signal('queue', 3);
  expect(heard).toEqual([1]);
});
