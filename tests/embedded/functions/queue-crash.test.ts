import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqlitePromptQueue } from '../../../adapters/queue/sqlite.ts';
import { Database } from '../../../adapters/sqlite/database.ts';

const processFile = path.join(import.meta.dirname, 'queue-process.ts');
let folder: string;
let file: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'harvest-queue-'));
  file = path.join(folder, 'queue.db');
  children = [];
});
afterEach(async () => {
  for (const child of children) await kill(child);
  rmSync(folder, { recursive: true });
});

async function send(ids: string[], body: string): Promise<void> {
  const database = new Database(file);
  const queue = new SqlitePromptQueue(database, { name: 'prompts' });
  await queue.send(ids.map((messageId) => ({ sessionId: 's', messageId, body })));
  database.close();
}

function receive(): { child: ChildProcess; delivery: () => Promise<unknown> } {
  const child = fork(processFile, [file]);
  children.push(child);
  const arrived: unknown[] = [];
  child.on('message', (message) => arrived.push(message));
  return {
    child,
    async delivery() {
      if (arrived.length === 0) await once(child, 'message');
      return arrived.shift();
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

it('delivers what a killed process was handling right after the restart, and counts it', async () => {
  await send(['first', 'second'], 'hang');
  for (let count = 1; count <= 3; count++) {
    const { child, delivery } = receive();
    expect(await delivery()).toEqual({ messageId: 'first', count });
    await kill(child);
  }
});

it('gives up a message that kills the process each time, and goes on with the next', async () => {
  await send(['first'], 'hang');
  await send(['second'], 'go');
  const database = new Database(file);
  database
    .prepare('UPDATE queue_messages SET delivery_count = 10 WHERE message_id = ?')
    .run('first');
  const { delivery } = receive();
  expect(await delivery()).toEqual({ messageId: 'second', count: 1 });
  const { items } = await new SqlitePromptQueue(database, { name: 'prompts' }).deadLetters({
    limit: 9,
  });
  expect(items).toMatchObject([{ messageId: 'first', reason: 'MaxDeliveryCountExceeded' }]);
  database.close();
});
