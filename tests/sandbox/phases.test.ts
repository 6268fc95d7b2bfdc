import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failure } from '../../contracts/errors.ts';
import type { EventBody } from '../../contracts/events.ts';
import { PhaseError, Phases } from '../../sandbox/supervisor/phases.ts';

const sandboxId = 'sbx_0000000001';
const unexpected = (error: unknown) => failure('clone_failed', String(error));

let events: EventBody[];
let phases: Phases;

beforeEach(() => {
  vi.useFakeTimers();
  events = [];
  phases = new Phases({ event: (event) => events.push(event) }, sandboxId);
});
afterEach(() => vi.useRealTimers());

test('tells when a step starts, what it logs and how long it took', async () => {
  const result = await phases.run(
    'clone',
    async (log) => {
      log('one');
      log('two');
      await vi.advanceTimersByTimeAsync(1_500);
      log('x'.repeat(5_000));
      return 'done';
    },
    unexpected,
  );
  expect(result).toBe('done');
  expect(events).toEqual([
    { type: 'phase.started', data: { sandboxId, phase: 'clone' } },
    { type: 'phase.log', data: { sandboxId, phase: 'clone', lines: ['one', 'two'] } },
    { type: 'phase.log', data: { sandboxId, phase: 'clone', lines: ['x'.repeat(2_000)] } },
    { type: 'phase.finished', data: { sandboxId, phase: 'clone', durationMs: 1_500 } },
  ]);
});

test('cuts off a log that goes on and on, and says so once', async () => {
  await phases.run(
    'setup',
    async (log) => {
      for (let n = 0; n < 3_000; n += 1) log(`line ${n}`);
    },
    unexpected,
  );
  const lines = events.flatMap((event) => (event.type === 'phase.log' ? event.data.lines : []));
  expect(lines).toHaveLength(2_001);
  expect(lines.at(-1)).toBe('… more lines are not shown');
});

test.each([
  ['its own failure', new PhaseError(failure('setup_timeout')), 'setup_timeout'],
  ['what it is taken for', new Error('no such host'), 'clone_failed'],
])('ends a step that throws with %s, after its log', async (_, error, code) => {
  const run = phases.run(
    'setup',
    async (log) => {
      log('last words');
      throw error;
    },
    unexpected,
  );
  await expect(run).rejects.toMatchObject({ name: 'PhaseError', failure: { code } });
  expect(events.map(({ type }) => type)).toEqual(['phase.started', 'phase.log', 'phase.finished']);
  expect(events.at(-1)).toMatchObject({ data: { failure: { code } } });
});
