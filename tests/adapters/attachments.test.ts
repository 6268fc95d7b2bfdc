import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AttachmentStore } from '../../adapters/attachments.ts';
import { FileBlobs } from '../../adapters/blobs/file.ts';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import { NewAttachment, unusedAttachmentMs } from '../../contracts/attachments.ts';

const begin = Date.parse('2026-01-01T00:00:00.000Z');
const bytes = Buffer.from('picture');
const session = 'ses_0000000001';

let folder: string;
let database: Database;
let time: number;
let store: AttachmentStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harvest-blobs-'));
  database = new Database(':memory:');
  time = begin;
  const now = () => new Date(time).toISOString();
  const documents = new SqliteDocuments(database, now);
  store = new AttachmentStore({ documents, blobs: new FileBlobs(join(folder, 'blobs')), now });
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

const add = (attachmentId: string, ownerId = 'ann') =>
  store.add({ attachmentId, name: 'a.png', mediaType: 'image/png', size: 7 }, bytes, ownerId);
const files = () => readdir(join(folder, 'blobs'));

test('what was added can be read, and its file by nobody else', async () => {
  await add('att_0000000001');
  expect(Buffer.from((await store.bytes('att_0000000001')) ?? [])).toEqual(bytes);
  const { mode } = await stat(join(folder, 'blobs/att_0000000001'));
  expect(mode & 0o777).toBe(0o600);
  expect(await store.get('att_nowhere000')).toBeUndefined();
});

test('only its sender can bring it into a session, and then it stays there', async () => {
  await add('att_0000000001');
  expect(await store.take('att_0000000001', session, 'bob')).toBe(false);
  expect(await store.take('att_0000000001', session, 'ann')).toBe(true);
  expect(await store.take('att_0000000001', session, 'bob')).toBe(true);
  expect(await store.take('att_0000000001', 'ses_0000000002', 'ann')).toBe(false);
  expect(await store.take('att_nowhere000', session, 'ann')).toBe(false);
});

test('what no prompt has taken is deleted after a day, and only that', async () => {
  await add('att_0000000001');
  await add('att_0000000002');
  await store.take('att_0000000001', session, 'ann');
  time += 1_000;
  await add('att_0000000003');
  await store.deleteUnused(begin + unusedAttachmentMs);
  expect(await files()).toHaveLength(3);
  await store.deleteUnused(begin + unusedAttachmentMs + 1);
  expect((await files()).sort()).toEqual(['att_0000000001', 'att_0000000003']);
  expect(await store.get('att_0000000002')).toBeUndefined();
});

test('a session takes its attachments with it', async () => {
  for (const id of ['att_0000000001', 'att_0000000002']) await add(id);
  await store.take('att_0000000001', session, 'ann');
  await store.deleteOf(session);
  expect(await files()).toEqual(['att_0000000002']);
});

test.each(['', '.', '..', 'a/b', 'a\\b', 'a\nb', 'a'.repeat(121)])(
  'refuses the name %j',
  (name) => {
    expect(NewAttachment.safeParse({ name }).success).toBe(false);
  },
);
