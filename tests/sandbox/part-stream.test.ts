import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Frame } from '../../contracts/frames.ts';
import { PartStream } from '../../sandbox/supervisor/part-stream.ts';

const runId = 'run_0123456789';
let frames: Frame[];
let stream: PartStream;

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  stream = new PartStream(runId, (frame) => frames.push(frame));
});

afterEach(() => {
  stream.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const deltas = () => frames.flatMap((f) => (f.kind === 'delta' ? [[f.offset, f.text]] : []));

test('the first piece goes at once, the next ones together', () => {
  stream.begin('p', 'text', '');
  stream.append('p', 'a');
  expect(deltas()).toEqual([[0, 'a']]);
  stream.append('p', 'b');
  stream.append('p', 'c');
  expect(deltas()).toHaveLength(1);
  vi.advanceTimersByTime(40);
  expect(deltas()).toEqual([
    [0, 'a'],
    [1, 'bc'],
  ]);
});

test('what waits goes out before a part ends', () => {
  stream.begin('p', 'reasoning', '');
  stream.append('p', 'a');
  stream.append('p', 'b');
  stream.end('p');
  expect(deltas().at(-1)).toEqual([1, 'b']);
});

test('open parts are repeated in full every two seconds', () => {
  stream.begin('p', 'text', 'Hello');
  vi.advanceTimersByTime(2_000);
  expect(frames.at(-1)).toEqual({
    kind: 'checkpoint',
    runId,
    parts: [{ partId: 'p', partType: 'text', text: 'Hello' }],
  });
  stream.end('p');
  const before = frames.length;
  vi.advanceTimersByTime(10_000);
  expect(frames).toHaveLength(before);
});

test('text of a part whose beginning was missed is not shown at a wrong place', () => {
  stream.begin('p', 'text', 'Hel');
  stream.interrupt();
  const before = frames.length;
  stream.append('p', 'lo');
  vi.advanceTimersByTime(5_000);
  expect(frames).toHaveLength(before);
});

test('a tool at work is shown at once and then with its latest output', () => {
  const part = (output: string) =>
    ({ id: 't', type: 'tool', tool: 'bash', status: 'running', input: {}, output }) as const;
  stream.tool(part(''));
  stream.tool(part('1'));
  stream.tool(part('12'));
  vi.advanceTimersByTime(250);
  expect(frames.map((f) => (f.kind === 'tool' ? f.part.output : f.kind))).toEqual(['', '12']);
  stream.endTool('t');
});
