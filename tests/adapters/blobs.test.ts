import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AzureBlobs } from '../../adapters/blobs/azure.ts';
import { FileBlobs } from '../../adapters/blobs/file.ts';
import { describeBlobs } from '../conformance/blobs.ts';
import { startFakeStorage, storageToken, type FakeStorage } from '../fakes/blobs/fake-storage.ts';

const identity = (token: string) => ({
  getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
});

describeBlobs('files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'harvest-blobs-'));
  const close = () => rm(folder, { recursive: true });
  return { blobs: new FileBlobs(join(folder, 'blobs')), close };
});

describeBlobs('Azure Storage (fake)', async () => {
  const { containerUrl, close } = await startFakeStorage();
  return { blobs: new AzureBlobs({ containerUrl, credential: identity(storageToken) }), close };
});

describe('blobs in Azure Storage', () => {
  let fake: FakeStorage;
  const open = (options: { containerUrl?: string; token?: string; deadlineMs?: number } = {}) => {
    const { containerUrl = fake.containerUrl, token = storageToken, ...rest } = options;
    return new AzureBlobs({ containerUrl, credential: identity(token), ...rest });
  };
  beforeEach(async () => {
    fake = await startFakeStorage();
  });
  afterEach(() => fake.close());

  it.each([503, 500, 429, 'cut'] as const)('tries again after %s', async (effect) => {
    fake.fail(effect, 2);
    await open().put('a', Buffer.from('x'));
    fake.fail(effect, 2);
    expect(Buffer.from((await open().get('a')) ?? []).toString()).toBe('x');
    fake.fail(effect, 100);
    await expect(open().get('a')).rejects.toThrow(/^BLOB_CONTAINER_URL: /);
  });

  it('names setting and role in one line when it is refused, and no token', async () => {
    const failure: unknown = await open({ token: 'stolen' })
      .get('a')
      .catch((error: unknown) => error);
    expect(String(failure)).toMatch(/BLOB_CONTAINER_URL: .*\(401\).*Storage Blob Data Contributor/);
    expect(String(failure)).not.toMatch(/\n|stolen/);
  });

  it('waits no longer than its deadline, however often it tries', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const containerUrl = `http://127.0.0.1:${port}/blobs`;
    const started = performance.now();
    await expect(open({ containerUrl, deadlineMs: 500 }).get('a')).rejects.toThrow(
      /^BLOB_CONTAINER_URL: there was no answer in time \(TimeoutError\)/,
    );
    expect(performance.now() - started).toBeLessThan(1_000);
    server.close();
    server.closeAllConnections();
  });

  it('does not take a container that is not there for blobs that are not', async () => {
    const containerUrl = fake.containerUrl.replace(/blobs$/, 'other');
    await expect(open({ containerUrl }).get('a')).rejects.toThrow(
      /^BLOB_CONTAINER_URL: .* not there \(404\)/,
    );
  });
});
