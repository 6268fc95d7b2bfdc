import { expect, test } from 'vitest';
import { EventBody } from '../../contracts/events.ts';
import { jsonWithin } from '../../sandbox/supervisor/cut-to-size.ts';

const toolEvent = (input: Record<string, unknown>, output = 'done') => ({
  type: 'part.finished' as const,
  data: {
    runId: 'run_0000000001',
    part: { id: 'prt_1', type: 'tool', tool: 'write', status: 'completed', input, output },
  },
});

/** What is left of an event, which has to be one that the control plane takes. */
function cutEvent(event: unknown, maxBytes: number) {
  const json = jsonWithin(event, maxBytes);
  expect(Buffer.byteLength(json)).toBeLessThanOrEqual(maxBytes);
  return EventBody.parse(JSON.parse(json));
}

test('what fits stays as it is', () => {
  const event = toolEvent({ deep: [{ text: 'x'.repeat(500) }] });
  expect(jsonWithin(event, 1_000)).toBe(JSON.stringify(event));
});

test('a long text loses its middle and says so', () => {
  const event = cutEvent(toolEvent({}, `start${'x'.repeat(50_000)}end`), 20_000);
  expect(event).toMatchObject({
    data: { part: { output: expect.stringMatching(/^start.*end$/s) } },
  });
  expect(JSON.stringify(event)).toContain('characters are left out');
});

test('bytes are counted, not characters', () => {
  cutEvent(toolEvent({}, '語'.repeat(10_000)), 20_000);
  cutEvent(toolEvent({}, '\u0001'.repeat(10_000)), 20_000);
});

test.each([
  ['a text within', { edits: [{ replace: { with: 'x'.repeat(50_000) } }] }],
  ['many short texts', { lines: Array.from({ length: 50_000 }, () => 'line') }],
  ['many names', Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`n${i}`, i]))],
  ['a long name', { ['n'.repeat(50_000)]: 1 }],
  ['numbers in a grid', { rows: Array.from({ length: 200 }, () => Array(200).fill(123_456)) }],
])('%s of what a tool was given is cut', (_what, input) => {
  expect(cutEvent(toolEvent(input), 20_000)).toMatchObject({
    type: 'part.finished',
    data: { part: { tool: 'write', output: 'done' } },
  });
});

test('what is nested too deeply to be written is cut off', () => {
  let nested: unknown = 'end';
  for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
  expect(jsonWithin(toolEvent({ nested }), 1_000_000)).toContain('[["…"]]');
});
