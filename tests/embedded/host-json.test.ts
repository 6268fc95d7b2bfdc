import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { durableSettings } from '../../embedded/durable/settings.ts';
import { readHostJson } from '../../embedded/host-json.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'harvest-host-json-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const read = (content: string) => {
  writeFileSync(join(directory, 'host.json'), content);
  return readHostJson(directory);
};

it('has the defaults of Azure', () => {
  const defaults = { routePrefix: 'api', maxConcurrentSessions: 8, durable: durableSettings() };
  expect(readHostJson(directory)).toEqual(defaults);
  expect(read('{"version":"2.0"}')).toEqual(defaults);
});

it('sets the route prefix, the concurrency of queues and the durable limits', () => {
  const extensions = {
    http: { routePrefix: '/v1/' },
    serviceBus: { maxConcurrentSessions: 32 },
    durableTask: { hubName: 'hub', storageProvider: { type: 'azureManaged' } },
  };
  expect(read(JSON.stringify({ version: '2.0', extensions }))).toEqual({
    routePrefix: 'v1',
    maxConcurrentSessions: 32,
    durable: durableSettings({ hubName: 'hub' }),
  });
});

it.each([
  ['what is not JSON', '{'],
  [
    'a limit that is none',
    '{"extensions":{"durableTask":{"maxConcurrentEntityFunctions":"many"}}}',
  ],
])('is named when it has %s', (_what, content) => {
  expect(() => read(content)).toThrow(`${join(directory, 'host.json')} is not valid: `);
});
