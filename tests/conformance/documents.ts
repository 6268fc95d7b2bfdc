import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Documents, ListQuery } from '../../core/ports/documents.ts';

export type DocumentsUnderTest = {
  documents: Documents;
  /** Lets so many seconds go by. */
  pass(seconds: number): void | Promise<void>;
  close(): void | Promise<void>;
};

type Book = {
  title: string;
  status?: string;
  archived?: boolean;
  author?: { id: string };
  readers?: Array<{ id: string; name: string }>;
};

/** What every adapter of the documents has to keep to. */
export function describeDocuments(name: string, create: () => Promise<DocumentsUnderTest>): void {
  describe(`documents: ${name}`, () => {
    let subject: DocumentsUnderTest;
    let documents: Documents;
    beforeEach(async () => {
      subject = await create();
      documents = subject.documents;
    });
    afterEach(() => subject.close());

    const put = (id: string, body: Partial<Book> = {}) =>
      documents.put<Book>('books', id, { title: id, ...body });
    const idsOf = async (query: Omit<ListQuery, 'limit'> = {}): Promise<string[]> =>
      (await documents.list('books', { limit: 100, ...query })).items.map(({ id }) => id);

    /** ISO times so many seconds after a document was written. */
    const timesAround = async (id: string) => {
      const writtenAt = Date.parse((await documents.get('books', id))?.updatedAt ?? '');
      return (seconds: number) => new Date(writtenAt + seconds * 1_000).toISOString();
    };

    it('gives back what was put, with a version that each write changes', async () => {
      expect(await documents.get('books', 'a')).toBeUndefined();
      await put('a');
      const first = await documents.get<Book>('books', 'a');
      expect(first).toMatchObject({ id: 'a', body: { title: 'a' } });
      await put('a', { title: 'other' });
      const second = await documents.get<Book>('books', 'a');
      expect(second?.body.title).toBe('other');
      expect(second?.version).not.toBe(first?.version);
      expect(Date.parse(second?.updatedAt ?? '')).not.toBeNaN();
    });

    it('reads many by their ids at once, and leaves out what does not exist', async () => {
      for (const id of ['a', 'b', 'c']) await put(id);
      await documents.put('films', 'd', { title: 'film' });
      const found = await documents.getMany<Book>('books', ['c', 'a', 'd', 'nowhere', 'a']);
      expect(found.map(({ id, body }) => [id, body.title]).sort()).toEqual([
        ['a', 'a'],
        ['c', 'c'],
      ]);
      expect(await documents.getMany('books', [])).toEqual([]);
    });

    it('writes under a condition only when it holds', async () => {
      const write = (ifVersion: number, title: string) =>
        documents.put('books', 'a', { title }, { ifVersion });
      expect(await write(3, 'no')).toEqual({ written: false });
      expect(await write(0, 'first')).toEqual({ written: true });
      expect(await write(0, 'no')).toEqual({ written: false });
      const version = (await documents.get('books', 'a'))?.version ?? 0;
      expect(await write(version, 'second')).toEqual({ written: true });
      expect(await write(version, 'no')).toEqual({ written: false });
      expect((await documents.get<Book>('books', 'a'))?.body.title).toBe('second');
    });

    it('lets one of many win that create the same document at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          documents.put('books', 'a', { title: String(n) }, { ifVersion: 0 }),
        ),
      );
      expect(answers.filter(({ written }) => written)).toHaveLength(1);
    });

    it('keeps collections apart', async () => {
      await put('a');
      await documents.put('films', 'a', { title: 'film' });
      await documents.delete('books', 'a');
      expect(await documents.get('books', 'a')).toBeUndefined();
      expect(await documents.get<Book>('films', 'a')).toMatchObject({ body: { title: 'film' } });
    });

    it('forgets what is deleted, and does not mind a second time', async () => {
      await put('a');
      await documents.delete('books', 'a');
      await documents.delete('books', 'a');
      expect(await idsOf()).toEqual([]);
      expect(await documents.put('books', 'a', {}, { ifVersion: 0 })).toEqual({ written: true });
    });

    it('shows nothing any more of what has come to its end, which each write sets anew', async () => {
      const endsAfter = (ttlSeconds: number) => ({ ttlSeconds });
      await documents.put('books', 'a', { title: 'a' }, endsAfter(3));
      await documents.put('books', 'b', { title: 'b' }, endsAfter(3));
      await documents.put('books', 'c', { title: 'c' }, endsAfter(3));
      await put('d');
      await subject.pass(2);
      await documents.put('books', 'b', { title: 'b' }, endsAfter(1_000));
      await put('c');
      expect(await idsOf()).toEqual(['c', 'b', 'd', 'a']);
      await subject.pass(2);
      expect(await documents.get('books', 'a')).toBeUndefined();
      expect(await documents.getMany('books', ['a', 'b'])).toHaveLength(1);
      expect(await idsOf()).toEqual(['c', 'b', 'd']);
      const range = await documents.range('books', { from: 'a', to: 'z', limit: 10 });
      expect(range.items.map(({ id }) => id)).toEqual(['b', 'c', 'd']);
      const again = await documents.put('books', 'a', {}, { ifVersion: 0, ttlSeconds: 1_000 });
      expect(again).toEqual({ written: true });
      expect(await documents.get('books', 'a')).toMatchObject({ version: 1 });
    });

    it('lists the newest first', async () => {
      for (const id of ['a', 'b', 'c']) await put(id);
      expect(await idsOf()).toEqual(['c', 'b', 'a']);
      await put('a');
      expect(await idsOf()).toEqual(['a', 'c', 'b']);
    });

    it('lists what was written before a time', async () => {
      await put('a', { status: 'idle' });
      await put('b');
      const at = await timesAround('a');
      await subject.pass(2);
      await put('b');
      await put('c');
      expect(await idsOf({ before: at(1) })).toEqual(['a']);
      expect(await idsOf({ before: at(1), where: { status: 'failed' } })).toEqual([]);
      expect(await idsOf({ before: at(0) })).toEqual([]);
      expect(await idsOf({ before: at(60) })).toEqual(['c', 'b', 'a']);
    });

    it('lists what is only put right where its time says', async () => {
      await put('first');
      const at = await timesAround('first');
      await subject.pass(2);
      await put('last');
      for (const id of ['x', 'y', 'z']) await documents.put('books', id, {}, { asOf: at(1) });
      await documents.put('books', 'last', {}, { asOf: at(0.5) });
      await documents.put('books', 'first', { title: 'right' }, { asOf: at(-1) });
      const ids = await idsOf();
      expect([ids.slice(0, 3).toSorted(), ids.slice(3)]).toEqual([
        ['x', 'y', 'z'],
        ['last', 'first'],
      ]);
      const { items, next } = await documents.list('books', { limit: 2 });
      const rest = await documents.list('books', { limit: 9, after: next ?? '' });
      expect([...items, ...rest.items].map(({ id }) => id)).toEqual(ids);
      await put('y');
      expect((await idsOf())[0]).toBe('y');
    });

    it('filters by fields of every kind, and by fields within fields', async () => {
      await put('a', { status: 'idle', archived: false, author: { id: 'ann' } });
      await put('b', { status: 'idle', archived: true, author: { id: 'bob' } });
      await put('c', { status: 'failed', archived: false, author: { id: 'bob' } });
      await put('d');
      expect(await idsOf({ where: { status: 'idle' } })).toEqual(['b', 'a']);
      expect(await idsOf({ where: { archived: false } })).toEqual(['c', 'a']);
      expect(await idsOf({ where: { archived: true } })).toEqual(['b']);
      expect(await idsOf({ where: { 'author.id': 'bob' } })).toEqual(['c', 'b']);
      expect(await idsOf({ where: { 'author.id': 'bob', status: 'idle' } })).toEqual(['b']);
      expect(await idsOf({ where: { status: "' OR 1=1 --" } })).toEqual([]);
    });

    it('filters by who is in a list', async () => {
      const [ann, bob] = [
        { id: 'ann', name: 'Ann' },
        { id: 'bob', name: 'Bob' },
      ];
      await put('a', { status: 'idle', readers: [ann, bob] });
      await put('b', { status: 'idle', readers: [] });
      await put('c', { status: 'failed', readers: [bob] });
      await put('d');
      const having = { list: 'readers', id: 'bob' };
      expect(await idsOf({ having })).toEqual(['c', 'a']);
      expect(await idsOf({ having, where: { status: 'idle' } })).toEqual(['a']);
      expect(await idsOf({ having: { list: 'readers', id: "bob' --" } })).toEqual([]);
      await expect(idsOf({ having: { list: "readers') --", id: 'bob' } })).rejects.toThrow(
        'not a field name',
      );
    });

    it.each(["status') --", 'a.', '.a', 'a..b', '', '"a"', '$'])(
      'refuses %j as the name of a field',
      async (field) => {
        await expect(
          documents.list('books', { where: { [field]: 'x' }, limit: 1 }),
        ).rejects.toThrow('not a field name');
      },
    );

    it('searches titles without regard to case, and takes wildcards for what they are', async () => {
      await put('a', { title: 'Fix the Login' });
      await put('b', { title: '100% of logins_' });
      expect(await idsOf({ search: 'LOGIN' })).toEqual(['b', 'a']);
      expect(await idsOf({ search: '0%' })).toEqual(['b']);
      expect(await idsOf({ search: 's_' })).toEqual(['b']);
      expect(await idsOf({ search: '%' })).toEqual(['b']);
      await put('c', { title: 'Die Änderung für ÖBB' });
      expect(await idsOf({ search: 'änderung FÜR öbb' })).toEqual(['c']);
    });

    it('pages through everything once, and says when there is no more', async () => {
      const ids = ['a', 'b', 'c', 'd', 'e'];
      for (const id of ids) await put(id, { status: 'idle' });
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const query = { where: { status: 'idle' }, limit: 2, ...(after ? { after } : {}) };
        const page = await documents.list('books', query);
        seen.push(...page.items.map(({ id }) => id));
        after = page.next;
      } while (after);
      expect(seen).toEqual(ids.toReversed());
    });

    it('pages through a range of ids in their order', async () => {
      const hour = (n: number) => `2026-01-01T0${n}:00:00.000Z`;
      for (const [at, name] of [
        ...([
          [5, 'e'],
          [3, 'c'],
          [3, 'a'],
          [4, 'd'],
          [3, 'b'],
        ] as const),
        ...([
          [2, 'early'],
          [6, 'late'],
        ] as const),
      ])
        await put(`${hour(at)}:${name}`, { title: name });
      await documents.put('films', `${hour(4)}:film`, { title: 'film' });
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const query = { from: hour(3), to: hour(6), limit: 2, ...(after ? { after } : {}) };
        const page = await documents.range<Book>('books', query);
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.items.map(({ body }) => body.title));
        after = page.next;
      } while (after);
      expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    it('shows nothing twice and skips nothing unchanged while documents are written', async () => {
      for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await put(id);
      const first = await documents.list('books', { limit: 2 });
      expect(first.items.map(({ id }) => id)).toEqual(['f', 'e']);
      await put('e');
      await put('c');
      await put('new');
      await documents.delete('books', 'd');
      const after = first.next ?? '';
      expect(await idsOf({ after })).toEqual(['b', 'a']);
    });
  });
}
