import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openHome } from '../../embedded/home.ts';

let directory: string;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'harvest-home-')), 'home');
});
afterEach(() => rmSync(join(directory, '..'), { recursive: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

/** Opens and closes it; answers its secrets. */
function open(): string[] {
  const { secret, token, database } = openHome(directory);
  database.close();
  return [secret, token];
}

it('keeps its secrets from one start to the next', () => {
  const [secret = '', token = ''] = open();
  expect(secret).not.toBe(token);
  expect(secret.length).toBeGreaterThan(40);
  expect(open()).toEqual([secret, token]);
  expect(readFileSync(join(directory, 'token'), 'utf8')).toBe(token);
  expect(existsSync(join(directory, 'token.new'))).toBe(false);
});

it('makes a secret anew that was left empty, and keeps the other', () => {
  const [secret, token] = open();
  writeFileSync(join(directory, 'token'), '');
  const [kept, made] = open();
  expect(kept).toBe(secret);
  expect(made).not.toBe(token);
  expect(made).toHaveLength(43);
});

it('lets nobody else in, wherever it was put', async () => {
  mkdirSync(directory, { mode: 0o755 });
  writeFileSync(join(directory, 'secret'), 'a-secret-that-was-there-before', { mode: 0o644 });
  const { database } = openHome(directory);
  database.migrate('test', ['CREATE TABLE things (name TEXT) STRICT']);
  expect(modeOf(directory)).toBe(0o700);
  for (const name of ['secret', 'token', 'harvest.db', 'harvest.db-wal'])
    expect([name, modeOf(join(directory, name))]).toEqual([name, 0o600]);
  database.close();
});

it('says what to do where no folder can be, and leaves the file there as it is', () => {
  mkdirSync(join(directory, '..'), { recursive: true });
  writeFileSync(directory, '', { mode: 0o644 });
  for (const place of [directory, join(directory, 'below')])
    expect(() => openHome(place)).toThrow(`A file is where ${place} should be. Set HARVEST_HOME`);
  expect(modeOf(directory)).toBe(0o644);
  expect(() => openHome('/proc/harvest/home')).toThrow('cannot be made or written to');
});

it('is for one service at a time', () => {
  const { database } = openHome(directory);
  expect(() => openHome(directory)).toThrow('is in use by another Harvest');
  database.close();
});
