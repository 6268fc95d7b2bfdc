import { afterEach, expect, it, vi } from 'vitest';
import { services } from '../../adapters/services.ts';
import { meter } from '../../functions/meter.ts';
import { servicesInMemory } from './support/services-in-memory.ts';

const database = servicesInMemory();
const sessionId = 'ses_0000000001';
const usage = { model: 'small', inputTokens: 10, outputTokens: 2 };

afterEach(() => vi.restoreAllMocks());

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
