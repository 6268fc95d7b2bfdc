import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxProvider, SandboxRequest } from '../../core/ports/sandbox-provider.ts';
import { newId } from '../sandbox/support/ids.ts';

/** What the suite's main process reports when it has started, to the control plane's origin. */
export type Greeting = {
  sandboxId: string;
  /** How often a main process has started on this workspace. */
  starts: number;
};

export type ProviderHarness = {
  /** A new provider on the same store, as after a restart of the service. */
  provider(): SandboxProvider;
  request(sandboxId: string, snapshotId?: string): SandboxRequest;
  /** Resolves with the sandbox's greeting. */
  greeting(sandboxId: string): Promise<Greeting>;
  /** All greetings of a sandbox so far. */
  greetings(sandboxId: string): Greeting[];
  /** Makes the main process end, as a crash would; resolves when it has been told so. */
  crash(sandboxId: string): Promise<void>;
  close(): Promise<void>;
};

/** What every provider of sandboxes must do. */
export function sandboxProviderSuite(name: string, start: () => Promise<ProviderHarness>): void {
  describe(`sandboxes: ${name}`, () => {
    let harness: ProviderHarness;
    let provider: SandboxProvider;

    beforeAll(async () => {
      harness = await start();
      provider = harness.provider();
    });

    afterAll(async () => {
      for (const { sandboxId } of await provider.list()) await provider.terminate(sandboxId);
      await provider.close();
      await harness.close();
    });

    async function create(snapshotId?: string): Promise<string> {
      const sandboxId = newId('sbx');
      await provider.create(harness.request(sandboxId, snapshotId));
      await harness.greeting(sandboxId);
      return sandboxId;
    }

    test('a sandbox runs until it is terminated', async () => {
      const sandboxId = await create();
      expect(await provider.state(sandboxId)).toEqual({ phase: 'running' });
      expect(await provider.list()).toContainEqual({ sandboxId });
      await provider.terminate(sandboxId);
      expect(await provider.state(sandboxId)).toMatchObject({ phase: 'ended' });
      expect(await provider.list()).not.toContainEqual({ sandboxId });
      await expect(provider.terminate(sandboxId)).resolves.toBeUndefined();
    });

    test('the same id again is the same sandbox', async () => {
      const sandboxId = newId('sbx');
      const request = harness.request(sandboxId);
      await Promise.all([provider.create(request), provider.create(request)]);
      await harness.greeting(sandboxId);
      await harness.provider().create(request);
      await provider.create(request);
      // A second main process would have greeted before one that is created after it.
      await create();
      expect(harness.greetings(sandboxId)).toEqual([{ sandboxId, starts: 1 }]);
    });

    test('a sandbox outlives a service that crashed and is found by the next', async () => {
      const sandboxId = newId('sbx');
      await harness.provider().create(harness.request(sandboxId));
      const next = harness.provider();
      await harness.greeting(sandboxId);
      expect(await next.state(sandboxId)).toEqual({ phase: 'running' });
      await next.terminate(sandboxId);
      expect(await provider.state(sandboxId)).toMatchObject({ phase: 'ended' });
    });

    test('a parked workspace goes on in another sandbox, more than once', async () => {
      const sandboxId = await create();
      const snapshotId = newId('snp');
      expect(await provider.park(sandboxId, snapshotId)).toEqual({ snapshotId });
      expect(await provider.park(sandboxId, snapshotId)).toEqual({ snapshotId });
      expect(await provider.state(sandboxId)).toMatchObject({ phase: 'ended' });
      for (const restored of [await create(snapshotId), await create(snapshotId)]) {
        expect((await harness.greeting(restored)).starts).toBe(2);
      }
    });

    test('a sandbox that has died can be parked', async () => {
      const sandboxId = await create();
      await harness.crash(sandboxId);
      await expect.poll(() => provider.state(sandboxId)).toMatchObject({ phase: 'ended' });
      const snapshotId = newId('snp');
      expect(await provider.park(sandboxId, snapshotId)).toEqual({ snapshotId });
    });

    test('what does not exist cannot be kept, restored or reached', async () => {
      const unknown = newId('sbx');
      expect(await provider.park(unknown, newId('snp'))).toBeNull();
      expect(await provider.state(unknown)).toMatchObject({ phase: 'ended' });
      const orphan = newId('sbx');
      await expect(provider.create(harness.request(orphan, newId('snp')))).rejects.toMatchObject({
        code: 'sandbox_failed',
      });
      expect(await provider.list()).not.toContainEqual({ sandboxId: orphan });
    });

    test('a deleted snapshot is gone', async () => {
      const snapshotId = newId('snp');
      await provider.park(await create(), snapshotId);
      await provider.deleteSnapshot(snapshotId);
      await expect(provider.deleteSnapshot(snapshotId)).resolves.toBeUndefined();
      await expect(provider.create(harness.request(newId('sbx'), snapshotId))).rejects.toThrow();
    });

    test('closing leaves none running, and nothing is lost with it', async () => {
      const sandboxIds = await Promise.all([create(), create(), create()]);
      await harness.provider().close();
      for (const sandboxId of sandboxIds) {
        expect(await provider.state(sandboxId)).toMatchObject({ phase: 'ended' });
        expect(await provider.park(sandboxId, newId('snp'))).not.toBeNull();
      }
    });

    test('an id cannot name another place', async () => {
      await expect(provider.create(harness.request('../../etc'))).rejects.toThrow();
      await expect(provider.terminate('sbx_../../../../tmp')).rejects.toThrow();
    });
  });
}
