import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Database } from '../../../adapters/sqlite/database.ts';
import type { Instance } from '../../../embedded/durable/stores/instances.ts';

const KILLS = 15;
const ORCHESTRATIONS = 8;

const folder = mkdtempSync(path.join(os.tmpdir(), 'harvest-crash-'));
const file = path.join(folder, 'db.sqlite');
const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** The child loads its modules at once and touches the database only when told to. */
function spawnChild(): ChildProcess {
  const script = path.join(import.meta.dirname, 'crash', 'child.ts');
  const child = fork(script, [file, String(ORCHESTRATIONS)], { stdio: ['ignore', 2, 2, 'ipc'] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Numbers from 0 up to 1 that are the same in every run. */
function* seeded(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

it('loses nothing and repeats no effect when the process is killed again and again', async () => {
  const random = seeded(42);
  let next = spawnChild();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = next;
    const worked = once(child, 'message');
    child.send(Math.floor(10 + 100 * random.next().value));
    next = spawnChild();
    await worked;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
  const worked = once(next, 'message');
  next.send(1);
  await worked;
  const reported = once(next, 'message');
  const exited = once(next, 'exit');
  next.send('stop');
  const [instances] = (await reported) as [Instance[]];
  await exited;

  expect(instances.map(({ status }) => status)).toEqual(instances.map(() => 'Completed'));
  const rounds = instances.map(({ output }) => Number(output));
  expect(Math.min(...rounds)).toBeGreaterThan(KILLS / 2);

  const database = new Database(file);
  try {
    const tags = instances.map(({ id }, n) =>
      Array.from({ length: rounds[n] ?? 0 }, (_, round) => `${id}:${round}`),
    );
    const stateOf = (key: string) => {
      const row = database
        .prepare('SELECT state FROM durable_entities WHERE id = ?')
        .get(`@ledger@${key}`) as { state: string };
      return JSON.parse(row.state) as Record<string, number>;
    };
    const once = (operation: string, names: string[]) =>
      Object.fromEntries(names.map((name) => [`${operation} ${name}`, 1]));
    for (const [n, { id }] of instances.entries()) {
      const own = tags[n] ?? [];
      expect(stateOf(id)).toEqual({ ...once('called', own), ...once('signalled', own) });
    }
    expect(stateOf('children')).toEqual(once('called', tags.flat()));
    const mirrored = Object.fromEntries(tags.flat().map((tag) => [`mirrored ${tag}`, 2]));
    expect(stateOf('mirror')).toEqual(mirrored);
    for (const table of ['durable_inbox', 'durable_tasks', 'durable_quarantine']) {
      expect(database.prepare(`SELECT * FROM ${table}`).all()).toEqual([]);
    }
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  } finally {
    database.close();
  }
}, 180_000);
