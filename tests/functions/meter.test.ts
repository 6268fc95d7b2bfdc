import { afterEach, expect, it, vi } from 'vitest';
import { services } from '../../adapters/services.ts';
import { noUsage } from '../../contracts/usage.ts';
import { meter } from '../../functions/meter.ts';
import { servicesInMemory } from './support/services-in-memory.ts';

const database = servicesInMemory();
const sessionId = 'ses_0000000001';
const runId = 'run_0000000001';
const run = { sessionId, runId };
const usage = { ...noUsage, model: 'small', inputTokens: 10, outputTokens: 2, costUsd: 0.5 };

afterEach(() => vi.restoreAllMocks());

const counted = () => services().modelUsage.of(sessionId, runId);

it('adds up what the calls of a run used, also at the same time', async () => {
  expect(await counted()).toBeUndefined();
  await Promise.all([meter(run, usage), meter(run, usage)]);
  await meter(run, { ...usage, model: 'large', cacheReadTokens: 7 });
  await meter({ sessionId, runId: undefined }, usage);
  const sum = { inputTokens: 30, outputTokens: 6, cacheReadTokens: 7, costUsd: 1.5 };
  expect(await counted()).toEqual({ ...noUsage, ...sum });
  expect((await services().documents.get('model-usage', sessionId))?.body).toMatchObject({
    small: { calls: 1, inputTokens: 10 },
  });
});

it('fails nobody when it cannot be stored, and says what is missing', async () => {
  const logged = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const before = await counted();
  database.prepare('PRAGMA query_only = ON').run();
  await meter(run, usage);
  database.prepare('PRAGMA query_only = OFF').run();
  expect(await counted()).toEqual(before);
  expect(String(logged.mock.calls[0]?.[0])).toContain('models.usage-uncounted');
});
