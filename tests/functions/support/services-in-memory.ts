import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, vi } from 'vitest';
import { offerEmbeddedHost } from '../../../adapters/embedded-host.ts';
import { Database } from '../../../adapters/sqlite/database.ts';

export const token = 'the-token-of-the-command-line';
export const code = 'one-time-code';

/**
 * Lets `services()` be composed in this test file: everything durable in a database in memory,
 * which is answered, no live channel, and a home that is not there.
 */
export function servicesInMemory(): Database {
  const database = new Database(':memory:');
  beforeAll(() => {
    const nowhere = join(tmpdir(), 'harvest-nowhere');
    const env = {
      HARVEST_HOME: nowhere,
      HARVEST_PUBLIC_URL: 'http://127.0.0.1:7071',
      HARVEST_SECRET: 'a-secret-of-this-installation',
      HARVEST_TOKEN: token,
      HARVEST_SIGN_IN_CODE: code,
      HARVEST_RUNTIME: nowhere,
      HARVEST_NODE: process.execPath,
      HARVEST_OPENCODE: join(nowhere, 'opencode'),
      WEB_PUBSUB_CONNECTION_STRING: 'Endpoint=http://127.0.0.1:7071;AccessKey=key;Version=1.0;',
    };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const sendRequest = () => Promise.reject(new Error('Nothing is sent here.'));
    offerEmbeddedHost({ database, liveHttpClient: { sendRequest }, durableTransport: sendRequest });
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    database.close();
  });
  return database;
}
