import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../../../cli/api-client.ts';
import { problem } from '../../../contracts/errors.ts';
import { startService } from '../../../cli/service/start-service.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'harvest-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, source: string): string {
  const file = join(folder, name);
  writeFileSync(file, source);
  return file;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const noToken = () => Promise.reject(new Error('no token is needed'));
const never = new AbortController().signal;

test('a service lives from its first answer until it is stopped', async () => {
  const port = await freePort();
  const api = new ApiClient(`http://127.0.0.1:${port}`, noToken);
  const file = program(
    'service.mjs',
    `import { createServer } from 'node:http';
    const health = JSON.stringify({ status: 'ok', version: process.env.HARVEST_QUIET, rehearsal: true });
    const starting = JSON.stringify(${JSON.stringify(problem('unavailable'))});
    let asked = 0;
    const server = createServer((request, response) => {
      asked += 1;
      if (asked > 2) return response.end(health);
      response.writeHead(503, { 'content-type': 'application/problem+json' }).end(starting);
    });
    server.listen(${port}, '127.0.0.1');
    process.on('SIGTERM', () => process.exit(0));`,
  );
  const service = await startService(api, never, file);
  expect(await api.call('health')).toEqual({ status: 'ok', version: '1', rehearsal: true });
  await service.stop();
  await expect(api.call('health')).rejects.toThrow('No Harvest service answers');
});

test('a service that ends instead of answering leaves its last words', async () => {
  const api = new ApiClient(`http://127.0.0.1:${await freePort()}`, noToken);
  const file = program('broken.mjs', `console.error('The port is taken.'); process.exit(1);`);
  await expect(startService(api, never, file)).rejects.toThrow(
    'The service did not start. The port is taken.',
  );
});
