import { HttpRequest } from '@azure/functions';
import { expect, it } from 'vitest';
import { readBody, readJson } from '../../../functions/http/body.ts';

const requestOf = (body?: string | Uint8Array, headers: Record<string, string> = {}) =>
  new HttpRequest({
    method: 'POST',
    url: 'http://127.0.0.1/api/sessions',
    headers,
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' ? { string: body } : { bytes: body } }),
  });

const coded = (code: string) => ({ problem: { code } });

it('reads a body up to the limit and not beyond', async () => {
  expect(Buffer.from(await readBody(requestOf('12345'), 5)).toString()).toBe('12345');
  await expect(readBody(requestOf('123456'), 5)).rejects.toMatchObject(coded('body_too_large'));
});

it('believes a length that is declared too large without reading', async () => {
  const request = requestOf('x', { 'content-length': '6' });
  await expect(readBody(request, 5)).rejects.toMatchObject(coded('body_too_large'));
});

it('counts bytes, whatever the declared length says', async () => {
  const request = requestOf('éééé', { 'content-length': '1' });
  await expect(readBody(request, 5)).rejects.toMatchObject(coded('body_too_large'));
});

it('reads JSON, and nothing from an empty body', async () => {
  expect(await readJson(requestOf('{"a":"é"}'), 100)).toEqual({ a: 'é' });
  expect(await readJson(requestOf(), 100)).toBeUndefined();
});

it.each([
  ['what is not JSON', '{"a":'],
  ['what is not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
])('refuses %s', async (_what, body) => {
  await expect(readJson(requestOf(body), 100)).rejects.toMatchObject(coded('invalid_json'));
});
