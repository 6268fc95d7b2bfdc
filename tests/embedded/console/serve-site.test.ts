import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import nodeHttp, { type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSite } from '../../../embedded/console/read-site.ts';
import { serveSite } from '../../../embedded/console/serve-site.ts';
import { HttpHost } from '../../../embedded/functions/http/http-host.ts';

const settings = {
  navigationFallback: { rewrite: '/200.html', exclude: ['/api/*', '/_nuxt/*'] },
  globalHeaders: { 'content-security-policy': "default-src 'none'" },
  routes: [{ route: '/_nuxt/*', headers: { 'cache-control': 'public, max-age=31536000' } }],
};
const http = new HttpHost({ log: () => {} });
let folder: string;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harvest-site-'));
  await mkdir(join(folder, '_nuxt'));
  await writeFile(join(folder, 'staticwebapp.config.json'), JSON.stringify(settings));
  await writeFile(join(folder, '200.html'), '<p>page</p>');
  await writeFile(join(folder, '_nuxt/app.js'), 'run()');
  await writeFile(join(folder, '_nuxt/app.js.gz'), gzipSync('run()'));
  url = `http://127.0.0.1:${await http.listen(0)}`;
  http.fallback = serveSite(await readSite(folder));
  http.open();
});

afterAll(async () => {
  await http.close(0);
  await rm(folder, { recursive: true, force: true });
});

test("the console's own addresses all have its page, with the policy", async () => {
  for (const path of ['/', '/sessions/ses_1', '/stats?from=1', '//']) {
    const answer = await fetch(url + path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('<p>page</p>');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  }
});

test('a file is sent compressed to whom takes it, and may be kept', async () => {
  const zipped = await fetch(`${url}/_nuxt/app.js`);
  expect(zipped.headers.get('content-encoding')).toBe('gzip');
  expect(zipped.headers.get('cache-control')).toBe('public, max-age=31536000');
  expect(await zipped.text()).toBe('run()');
  const plain = await fetch(`${url}/_nuxt/app.js`, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(await plain.text()).toBe('run()');
});

test('what is not there is not found', async () => {
  for (const path of ['/_nuxt/gone.js', '/_nuxt/..%2f200.html', '/api/none'])
    expect((await fetch(url + path)).status).toBe(404);
  expect((await fetch(url, { method: 'POST' })).status).toBe(404);
});

test('settings of the host are no file', async () => {
  const answer = await fetch(`${url}/staticwebapp.config.json`);
  expect(await answer.text()).toBe('<p>page</p>');
});

test('a console that is not built says how to build it', async () => {
  expect(await readSite(join(folder, 'none'))).toBeUndefined();
});

test.each(['//', '//?x', '///', '//evil.example:x/', '/\\', '/%', '/..', '/?/../x#'])(
  'the target %s leaves the service alive',
  async (path) => {
    const request = nodeHttp.get({
      port: new URL(url).port,
      host: '127.0.0.1',
      path,
      agent: false,
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
    expect((await fetch(url)).status).toBe(200);
  },
);
