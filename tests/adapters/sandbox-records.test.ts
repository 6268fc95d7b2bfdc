import { expect, test, vi } from 'vitest';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { SandboxRecords } from '../../adapters/sandbox-records.ts';
import type { TurnEnded } from '../../contracts/supervisor.ts';
import { noUsage } from '../../contracts/usage.ts';
import { Database } from '../../adapters/sqlite/database.ts';

function openDocuments() {
  return new SqliteDocuments(new Database(':memory:'), () => '2026-01-01T00:00:00.000Z');
}

function openRecords() {
  return new SandboxRecords(openDocuments());
}

test('a sandbox that is begun again stays as it is', async () => {
  const records = openRecords();
  await records.begin('sbx_1', 'ses_1', 1_000);
  await records.change('sbx_1', { created: true });
  await records.begin('sbx_1', 'ses_1', 2_000);
  expect(await records.get('sbx_1')).toMatchObject({ sessionId: 'ses_1', created: true });
  expect(await records.lastContact('sbx_1')).toBe(1_000);
});

test('a sandbox is never shared by two sessions', async () => {
  const records = openRecords();
  await records.begin('sbx_1', 'ses_1', 1_000);
  await expect(records.begin('sbx_1', 'ses_2', 1_000)).rejects.toThrow('belongs to ses_1');
  expect(await records.get('sbx_1')).toMatchObject({ sessionId: 'ses_1' });
});

test('a sandbox that was heard of while the disk was full is not taken for silent', async () => {
  const documents = openDocuments();
  const records = new SandboxRecords(documents);
  await records.begin('sbx_1', 'ses_1', 1_000);
  vi.spyOn(documents, 'put').mockRejectedValue(new Error('database or disk is full'));
  await expect(records.noteContact('sbx_1', 2_000)).rejects.toThrow('full');
  expect(await records.lastContact('sbx_1')).toBe(2_000);
});

test('names all that are noted, page by page', async () => {
  const records = openRecords();
  const ids = Array.from({ length: 201 }, (_, n) => `sbx_${n}`);
  for (const id of ids) await records.begin(id, 'ses_1', 1_000);
  await records.forget('sbx_7');
  const found: string[] = [];
  for await (const id of records.ids()) found.push(id);
  expect(found.toSorted()).toEqual(ids.filter((id) => id !== 'sbx_7').toSorted());
});

test('a turn is kept for its session and sandbox alone', async () => {
  const records = openRecords();
  const turn: TurnEnded = { runId: 'run_1', outcome: 'completed', usage: noUsage, summary: '' };
  await records.keepTurn('ses_1', 'sbx_1', turn);
  await records.forgetTurn('ses_2', 'run_1');
  expect(await records.turn('ses_1', 'run_1', 'sbx_1')).toEqual(turn);
  expect(await records.turn('ses_2', 'run_1', 'sbx_1')).toBeUndefined();
  expect(await records.turn('ses_1', 'run_1', 'sbx_2')).toBeUndefined();
  await records.forgetTurn('ses_1', 'run_1');
  expect(await records.turn('ses_1', 'run_1', 'sbx_1')).toBeUndefined();
});
