import { expect, it, vi } from 'vitest';
import { services } from '../../../adapters/services.ts';
import type { NewEvent } from '../../../contracts/events.ts';
import { servicesInMemory } from '../support/services-in-memory.ts';

type Handler = (call: unknown) => Promise<unknown>;
const handlers = vi.hoisted(() => new Map<string, Handler>());
vi.mock('../../../functions/http/route.ts', () => ({
  serve: (name: string, handler: Handler) => handlers.set(name, handler),
}));
vi.mock('../../../functions/find-session.ts', () => ({
  findSession: (sessionId: string) => Promise.resolve({ sessionId }),
}));
await import('../../../functions/http/reading.ts');

servicesInMemory();

const sessionId = 'ses_0000000001';
const renamed = (index: number): NewEvent => ({
  key: `k${index}`,
  at: '2026-01-01T00:00:00.000Z',
  type: 'session.renamed',
  data: { title: `Title ${index}`, by: { id: 'ann', name: 'Ann' } },
});

it.each([
  [{ last: 2 }, [4, 5]],
  [{ last: 9 }, [1, 2, 3, 4, 5]],
  [{ last: 2, after: 0 }, [4, 5]],
  [{ after: 3 }, [4, 5]],
])('reads the newest events, or those after a number: %o', async (query, numbers) => {
  const { history } = services();
  await history.append(sessionId, [1, 2, 3, 4, 5].map(renamed));
  const call = { params: { sessionId }, query: { after: 0, limit: 200, ...query } };
  const answer = (await handlers.get('readEvents')?.(call)) as Awaited<
    ReturnType<typeof history.read>
  >;
  expect(answer.events.map(({ seq }) => seq)).toEqual(numbers);
  expect(answer.lastSeq).toBe(5);
});
