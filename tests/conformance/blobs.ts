import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Blobs } from '../../core/ports/blobs.ts';

export type BlobsUnderTest = { blobs: Blobs; close(): void | Promise<void> };

/** What every adapter of the blobs has to keep to. */
export function describeBlobs(name: string, create: () => Promise<BlobsUnderTest>): void {
  describe(`blobs: ${name}`, () => {
    let subject: BlobsUnderTest;
    let blobs: Blobs;
    let id: string;
    beforeEach(async () => {
      subject = await create();
      blobs = subject.blobs;
      id = `test_${randomUUID().replaceAll('-', '')}`;
    });
    afterEach(() => subject.close());

    it.each([0, 1, 1_000_000])('gives back %i bytes as they were', async (size) => {
      const bytes = randomBytes(size);
      await blobs.put(id, bytes);
      const found = await blobs.get(id);
      expect(found && Buffer.compare(found, bytes)).toBe(0);
      await blobs.delete(id);
    });

    it('replaces what was there under the same id', async () => {
      await blobs.put(id, Buffer.from('first, and longer'));
      await blobs.put(id, Buffer.from('second'));
      expect(Buffer.from((await blobs.get(id)) ?? []).toString()).toBe('second');
      await blobs.delete(id);
    });

    it('forgets what is deleted, and does not mind a second time', async () => {
      await blobs.put(id, Buffer.from('x'));
      await blobs.delete(id);
      await blobs.delete(id);
      expect(await blobs.get(id)).toBeUndefined();
    });

    it.each(['', 'a/b', '../a', 'a b', 'a?b', 'x'.repeat(101)])(
      'refuses the id %j',
      async (bad) => {
        await expect(blobs.put(bad, Buffer.from('x'))).rejects.toThrow('not the id of a blob');
        await expect(blobs.get(bad)).rejects.toThrow('not the id of a blob');
      },
    );
  });
}
