import { expect, test } from 'vitest';
import { problem } from '../../../contracts/errors.ts';
import { createApi } from '../../../web-nuxt/app/api/api-client.ts';
import { ApiError, UnreachableError } from '../../../web-nuxt/app/api/api-error.ts';
import { explainError } from '../../../web-nuxt/app/api/explain-error.ts';

const answering = (status: number, body: unknown): typeof fetch =>
  (async () => Response.json(body, { status })) as typeof fetch;

test('fills the path and the query of the route', async () => {
  const asked: string[] = [];
  const api = createApi((async (url: string) => {
    asked.push(url);
    return Response.json({ events: [], lastSeq: 0 });
  }) as typeof fetch);
  await api('readEvents', { params: { sessionId: 'ses_a/b' }, query: { after: 3 } });
  expect(asked).toEqual(['/api/sessions/ses_a%2Fb/events?after=3']);
});

test('a problem is thrown with its code, and told', async () => {
  const told: string[] = [];
  const api = createApi(answering(401, problem('unauthenticated')), ({ code }) => told.push(code));
  await expect(api('listModels')).rejects.toThrow(ApiError);
  expect(told).toEqual(['unauthenticated']);
});

test('an answer that the contract does not know asks to reload', async () => {
  const api = createApi(answering(200, { items: 'none' }));
  await expect(api('listModels')).rejects.toThrow(UnreachableError);
});

test('each kind of error has words and a way on', () => {
  expect(explainError(new ApiError(problem('queue_full')))).toMatchObject({
    title: 'Queue full',
    action: 'none',
  });
  expect(explainError(new ApiError(problem('unavailable'))).action).toBe('retry');
  expect(explainError(new UnreachableError('No answer.'))).toMatchObject({
    description: 'No answer.',
    action: 'retry',
  });
  expect(explainError(new ApiError(problem('unauthenticated'))).action).toBe('sign-in');
});
