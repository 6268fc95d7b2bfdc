import { once } from 'node:events';
import http from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpHost } from '../../embedded/functions/http/http-host.ts';
import { welcomePage } from '../../embedded/welcome-page.ts';

let host: HttpHost;
let port: number;
beforeEach(async () => {
  host = new HttpHost({ log: () => {} });
  port = await host.listen(0);
  host.fallback = welcomePage();
  host.open();
});
afterEach(() => host.close(0));

async function statusOf(path: string): Promise<number | undefined> {
  const request = http.get({ port, host: '127.0.0.1', path, agent: false });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe('the welcome page', () => {
  it.each(['/', '/?from=terminal'])('is at %s', async (path) => {
    expect(await statusOf(path)).toBe(200);
  });

  it.each(['//', '//?x', '///', '//evil.example:x/', '/\\', '/%', '/..', '/?/../x#', '/x'])(
    'leaves the service alive for the target %s',
    async (path) => {
      expect(await statusOf(path)).toBeDefined();
      expect(await statusOf('/')).toBe(200);
    },
  );
});
