import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { offerEmbeddedHost } from '../../adapters/embedded-host.ts';
import { services } from '../../adapters/services.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import { meter } from '../../functions/meter.ts';

const database = new Database(':memory:');
const sessionId = 'ses_0000000001';
const usage = { model: 'small', inputTokens: 10, outputTokens: 2 };

beforeAll(() => {
  const nowhere = join(tmpdir(), 'harvest-meter-nowhere');
  const env = {
    HARVEST_HOME: nowhere,
    HARVEST_PUBLIC_URL: 'http://127.0.0.1:7071',
    HARVEST_SECRET: 'a-secret-of-this-installation',
    HARVEST_TOKEN: 'the-token-of-the-command-line',
    HARVEST_RUNTIME: nowhere,
    HARVEST_NODE: process.execPath,
    HARVEST_OPENCODE: '/nowhere/opencode',
    WEB_PUBSUB_CONNECTION_STRING: 'Endpoint=http://127.0.0.1:7071;AccessKey=key;Version=1.0;',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const sendRequest = () => Promise.reject(new Error('Nothing is sent here.'));
  offerEmbeddedHost({ database, liveHttpClient: { sendRequest } });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => {
  vi.unstubAllEnvs();
  database.close();
});

const counted = async () => (await services().documents.get('model-usage', sessionId))?.body;

it('adds up what calls used, also at the same time', async () => {
  await Promise.all([meter(sessionId, usage), meter(sessionId, usage)]);
  await meter(sessionId, { ...usage, model: 'large' });
  expect(await counted()).toEqual({
    small: { calls: 2, inputTokens: 20, outputTokens: 4 },
    large: { calls: 1, inputTokens: 10, outputTokens: 2 },
  });
});

it('fails nobody when it cannot be stored, and says what is missing', async () => {
  const logged = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const before = await counted();
  database.prepare('PRAGMA query_only = ON').run();
  await meter(sessionId, usage);
  database.prepare('PRAGMA query_only = OFF').run();
  expect(await counted()).toEqual(before);
  expect(String(logged.mock.calls[0]?.[0])).toContain('models.usage-uncounted');
});
