import type { DurableClient } from 'durable-functions';
import { afterEach, expect, test, vi } from 'vitest';
import { startDeadlineMs, startOnce, StartTimeout } from '../../adapters/start-once.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a start that is not answered fails at its deadline, so that the prompt comes again', async () => {
  vi.useFakeTimers();
  const client = { startNew: () => new Promise(() => {}) } as unknown as DurableClient;
  const outcome = expect(startOnce(client, 'run-prompt', 'id', {})).rejects.toThrow(StartTimeout);
  await vi.advanceTimersByTimeAsync(startDeadlineMs);
  await outcome;
});

test.each(['Pending', 'Running', 'Suspended', 'ContinuedAsNew'])(
  'a start that meets one which is %s has nothing to do',
  async (runtimeStatus) => {
    const client = {
      startNew: () => Promise.reject(new Error('HTTP 409')),
      getStatus: async () => ({ runtimeStatus }),
    } as unknown as DurableClient;
    await startOnce(client, 'run-prompt', 'id', {});
  },
);

test('a start that fails, and is not at work, fails', async () => {
  const client = {
    startNew: () => Promise.reject(new Error('HTTP 500')),
    getStatus: () => Promise.reject(new Error('HTTP 404')),
  } as unknown as DurableClient;
  await expect(startOnce(client, 'run-prompt', 'id', {})).rejects.toThrow('HTTP 500');
});
