import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { StartTimeout } from '../../../adapters/start-once.ts';
import { errors } from '../../../contracts/errors.ts';
import { UnknownPage } from '../../../core/ports/unknown-page.ts';
import { accepted, ApiError, parse, responseOf } from '../../../functions/http/respond.ts';

let logged: string[];
beforeEach(() => {
  logged = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
    logged.push(String(line));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const thrownBy = (act: () => unknown): ApiError => {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  throw new Error('No problem was thrown.');
};

it('answers a problem document that names the request', () => {
  const answer = responseOf(new ApiError('queue_full', { detail: 'Wait.' }), 'request-1');
  expect(answer).toEqual({
    status: 409,
    headers: { 'content-type': 'application/problem+json', 'x-request-id': 'request-1' },
    jsonBody: {
      type: 'urn:harvest:error:queue_full',
      title: errors.queue_full[1],
      status: 409,
      code: 'queue_full',
      detail: 'Wait.',
      requestId: 'request-1',
    },
  });
  expect(logged).toEqual([]);
});

it('keeps the cause of what went wrong inside to the log, with the request', () => {
  const answer = responseOf(new Error('The password is hunter2.'), 'request-2');
  expect(answer).toMatchObject({ status: 500, jsonBody: { code: 'internal' } });
  expect(JSON.stringify(answer)).not.toContain('hunter2');
  expect(logged).toHaveLength(1);
  expect(logged[0]).toContain('request-2');
});

it.each([
  ['the file system', Object.assign(new Error('write'), { code: 'ENOSPC' })],
  ['SQLite', Object.assign(new Error('full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 })],
])('says that the disk is full when %s says so', (_who, error) => {
  expect(responseOf(error, 'r')).toMatchObject({ status: 507, jsonBody: { code: 'storage_full' } });
});

it('says of a page that nobody named which parameter is wrong', () => {
  expect(responseOf(new UnknownPage(), 'r')).toMatchObject({
    status: 400,
    jsonBody: { code: 'invalid_request', issues: [{ path: 'after' }] },
  });
});

it('says of work that was not seen to begin that it may be asked for again', () => {
  expect(responseOf(new StartTimeout('rebuild: no answer'), 'r')).toMatchObject({
    status: 503,
    jsonBody: { code: 'start_timeout' },
  });
  expect(logged.join()).toContain('rebuild: no answer');
});

it('can answer whatever was thrown', () => {
  for (const thrown of [undefined, null, 'text', 7])
    expect(responseOf(thrown, 'r')).toMatchObject({ status: 500 });
});

it('names each problem of a value by its path', () => {
  const schema = z.object({ name: z.string(), tags: z.array(z.object({ size: z.number() })) });
  expect(parse(schema, { name: 'a', tags: [{ size: 1 }] })).toEqual({
    name: 'a',
    tags: [{ size: 1 }],
  });
  const { problem } = thrownBy(() => parse(schema, { tags: [{ size: 'big' }] }));
  expect(problem.code).toBe('invalid_request');
  expect(problem.issues?.map(({ path }) => path)).toEqual(['name', 'tags.0.size']);
});

it('lets an accepted answer through and turns a refusal into its problem', () => {
  const answer = { ok: true, runId: 'run_1' } as const;
  expect(accepted(answer)).toBe(answer);
  const refusal = { ok: false, code: 'forbidden', detail: 'Not yours.' } as const;
  expect(thrownBy(() => accepted(refusal)).problem).toMatchObject({
    status: 403,
    detail: 'Not yours.',
  });
});
