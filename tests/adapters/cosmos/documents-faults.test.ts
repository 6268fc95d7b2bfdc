import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CosmosDocuments } from '../../../adapters/documents/cosmos.ts';
import { openCosmos, type CosmosUnderTest } from './open-cosmos.ts';

describe('documents in Cosmos DB', () => {
  let subject: CosmosUnderTest;
  let documents: CosmosDocuments;
  beforeEach(async () => {
    subject = await openCosmos();
    documents = new CosmosDocuments(subject.database, Date.now);
  });
  afterEach(() => subject.close());

  it.each(['cut-before', 'cut-after'] as const)(
    'says that it has created a document when the connection is %s',
    async (effect) => {
      subject.fake.faults.add({ on: 'create', effect, times: 1 });
      const answer = await documents.put('books', 'a', { title: 'a' }, { ifVersion: 0 });
      expect(answer).toEqual({ written: true });
      expect(await documents.get('books', 'a')).toMatchObject({ version: 1 });
    },
  );

  it('says that it has changed a version when the answer is lost', async () => {
    await documents.put('books', 'a', { title: 'a' });
    subject.fake.faults.add({ on: 'patch', effect: 'cut-after', times: 1 });
    const answer = await documents.put('books', 'a', { title: 'b' }, { ifVersion: 1 });
    expect(answer).toEqual({ written: true });
    expect(await documents.get('books', 'a')).toMatchObject({ version: 2, body: { title: 'b' } });
  });

  it('says that it has not when another was faster, though an attempt of its own failed', async () => {
    await documents.put('books', 'a', { title: 'a' });
    await documents.put('books', 'a', { title: 'theirs' });
    subject.fake.faults.add({ on: 'patch', effect: 'cut-before', times: 1 });
    const answer = await documents.put('books', 'a', { title: 'ours' }, { ifVersion: 1 });
    expect(answer).toEqual({ written: false });
  });

  it('gives up a write that keeps failing, and says where to look', async () => {
    subject.fake.faults.add({ on: 'patch', effect: { status: 449 }, times: 100 });
    const put = documents.put('books', 'a', {});
    await expect(put).rejects.toThrow('COSMOS_ENDPOINT: the call failed (449).');
  });

  it('writes a document that exists in one request', async () => {
    await documents.put('books', 'a', { title: 'a' });
    const before = subject.fake.requests();
    await documents.put('books', 'a', { title: 'b' });
    expect(subject.fake.requests() - before).toBe(1);
  });

  it.each(['a/b?c#d\\e', '100%', 'ünïcödé 💡', '~2f~', ' '])('takes %j as an id', async (id) => {
    await documents.put('books', id, { title: id });
    await documents.put('books', 'other', { title: 'other' });
    expect(await documents.get('books', id)).toMatchObject({ id, body: { title: id } });
    await documents.delete('books', id);
    expect((await documents.list('books', { limit: 10 })).items.map((item) => item.id)).toEqual([
      'other',
    ]);
  });

  it('refuses to list a collection whose documents are spread over partitions', async () => {
    await documents.put('sandbox-contacts', 'a', { at: 1 });
    expect(await documents.get('sandbox-contacts', 'a')).toMatchObject({ body: { at: 1 } });
    await expect(documents.list('sandbox-contacts', { limit: 1 })).rejects.toThrow('by their ids');
  });

  it('lists the newest first though the clock stands still or goes back', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const clocked = new CosmosDocuments(subject.database, () => now);
    for (const id of ['a', 'b']) await clocked.put('books', id, {});
    now -= 60_000;
    await clocked.put('books', 'c', {});
    const { items } = await clocked.list('books', { limit: 10 });
    expect(items.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });
});
