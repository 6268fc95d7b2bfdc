import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../contracts/events.ts';
import type { History } from '../../core/ports/history.ts';

export type HistoryUnderTest = { history: History; close(): void | Promise<void> };

const session = 'ses_0000000001';
const by = { id: 'owner', name: 'Owner' };

const event = (key: string, title = key): NewEvent => ({
  type: 'session.renamed',
  data: { title, by },
  key,
  at: '2026-01-01T00:00:00.000Z',
});

/** What every adapter of the history has to keep to. */
export function describeHistory(name: string, create: () => Promise<HistoryUnderTest>): void {
  describe(`history: ${name}`, () => {
    let subject: HistoryUnderTest;
    let history: History;
    beforeEach(async () => {
      subject = await create();
      history = subject.history;
    });
    afterEach(() => subject.close());

    const all = async (sessionId = session) =>
      (await history.read(sessionId, { after: 0, limit: 1_000 })).events;

    const sessions = async (): Promise<string[]> => {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await history.sessions({ limit: 2, ...(after ? { after } : {}) });
        expect(page.ids.length).toBeLessThanOrEqual(2);
        seen.push(...page.ids);
        after = page.next;
      } while (after !== undefined);
      return seen;
    };

    it('numbers events from 1 and gives them back as they were', async () => {
      const first = await history.append(session, [event('a'), event('b')]);
      expect(first).toEqual([
        { ...event('a'), seq: 1 },
        { ...event('b'), seq: 2 },
      ]);
      const second = await history.append(session, [event('c')]);
      expect(second).toEqual([{ ...event('c'), seq: 3 }]);
      expect(await all()).toEqual([...first, ...second]);
    });

    it('numbers without gaps and in the order of each of eight that append at once', async () => {
      const rounds = 25;
      const append = async (writer: number): Promise<void> => {
        for (let n = 0; n < rounds; n += 1)
          await history.append(session, [event(`${writer}/${n}/a`), event(`${writer}/${n}/b`)]);
      };
      await Promise.all(Array.from({ length: 8 }, (_, writer) => append(writer)));
      const events = await all();
      expect(events.map(({ seq }) => seq)).toEqual(
        Array.from({ length: 8 * rounds * 2 }, (_, index) => index + 1),
      );
      for (let writer = 0; writer < 8; writer += 1) {
        const keys = events.map(({ key }) => key).filter((key) => key.startsWith(`${writer}/`));
        const expected = Array.from({ length: rounds }, (_, n) => [
          `${writer}/${n}/a`,
          `${writer}/${n}/b`,
        ]);
        expect(keys).toEqual(expected.flat());
      }
    });

    it('stores an event once that eight append at the same time', async () => {
      const appended = await Promise.all(
        Array.from({ length: 8 }, () => history.append(session, [event('same')])),
      );
      expect(appended.flat()).toEqual([{ ...event('same'), seq: 1 }]);
      expect(await all()).toHaveLength(1);
    });

    it('drops what is there already, leaves no gap for it, and keeps what was first', async () => {
      await history.append(session, [event('a', 'first')]);
      const appended = await history.append(session, [event('a', 'second'), event('b')]);
      expect(appended).toEqual([{ ...event('b'), seq: 2 }]);
      expect((await all())[0]).toMatchObject({ key: 'a', data: { title: 'first' } });
    });

    it('drops a key that comes twice within one batch', async () => {
      const appended = await history.append(session, [event('a'), event('a'), event('b')]);
      expect(appended.map(({ key, seq }) => [key, seq])).toEqual([
        ['a', 1],
        ['b', 2],
      ]);
    });

    it('keeps sessions apart', async () => {
      await history.append(session, [event('a')]);
      await history.append('ses_0000000002', [event('a')]);
      expect(await all('ses_0000000002')).toEqual([{ ...event('a'), seq: 1 }]);
    });

    it('reads pages, with the number of the last event there is', async () => {
      await history.append(
        session,
        ['a', 'b', 'c', 'd', 'e'].map((key) => event(key)),
      );
      const page = await history.read(session, { after: 2, limit: 2 });
      expect(page.events.map(({ seq }) => seq)).toEqual([3, 4]);
      expect(page.lastSeq).toBe(5);
      expect(await history.read(session, { after: 5, limit: 2 })).toEqual({
        events: [],
        lastSeq: 5,
      });
    });

    it('ends a page that gets too heavy, but never before its first event', async () => {
      const megabyte = 'x'.repeat(1_000_000);
      for (const key of ['a', 'b', 'c', 'd', 'e', 'f'])
        await history.append(session, [event(key, key === 'a' ? megabyte.repeat(5) : megabyte)]);
      const pages: number[][] = [];
      for (let after = 0; after < 6; after = pages.at(-1)?.at(-1) ?? 6) {
        const page = await history.read(session, { after, limit: 1_000 });
        expect(page.lastSeq).toBe(6);
        pages.push(page.events.map(({ seq }) => seq));
      }
      expect(pages.flat()).toEqual([1, 2, 3, 4, 5, 6]);
      expect(pages[0]).toEqual([1]);
      expect(pages.length).toBeGreaterThan(2);
    });

    it('knows nothing of a session without events', async () => {
      const nothing = { events: [], lastSeq: 0 };
      expect(await history.read('ses_0000000009', { after: 0, limit: 10 })).toEqual(nothing);
    });

    it('pages through the sessions that have events, each once', async () => {
      const ids = ['a', 'b', 'c', 'd', 'e'].map((name) => `ses_000000000${name}`);
      for (const id of ids) await history.append(id, [event('a'), event('b'), event('c')]);
      await history.append('ses_gone', [event('a')]);
      await history.delete('ses_gone');
      expect((await sessions()).toSorted()).toEqual(ids);
    });

    it('knows of no sessions where there are none', async () => {
      expect(await sessions()).toEqual([]);
    });

    it('deletes a session, and no other', async () => {
      await history.append(session, [event('a')]);
      await history.append('ses_0000000002', [event('a')]);
      await history.delete(session);
      expect(await all()).toEqual([]);
      expect(await all('ses_0000000002')).toHaveLength(1);
      expect(await history.append(session, [event('a')])).toEqual([{ ...event('a'), seq: 1 }]);
    });
  });
}
