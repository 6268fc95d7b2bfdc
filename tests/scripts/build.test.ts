import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const { everything, neededBy } = (await import(
  resolve(import.meta.dirname, '../../scripts/build.mjs')
)) as {
  everything: string[];
  neededBy: (env: Record<string, string>) => string[];
};

test('one machine without a service of Azure builds nothing for it', () => {
  const needed = neededBy({ COSMOS_ENDPOINT: '', HARVEST_LOG: 'info' });
  expect(needed).toEqual(everything.filter((name) => name !== 'azure'));
});

test.each(['COSMOS_ENDPOINT', 'BLOB_CONTAINER_URL', 'WEB_PUBSUB_ENDPOINT'])(
  'one machine with %s has the libraries that it will load',
  (name) => expect(neededBy({ [name]: 'https://service.example.com' })).toEqual(everything),
);
