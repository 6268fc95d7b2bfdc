import type { ToolPart } from '@opencode-ai/sdk/v2/client';
import { beforeEach, expect, it } from 'vitest';
import { FailingSteps } from '../../sandbox/supervisor/failing-steps.ts';

const limit = 15;
const time = { start: 1, end: 2 };
const states = {
  running: { status: 'running', input: {}, time },
  error: { status: 'error', input: {}, error: 'No.', time },
  completed: { status: 'completed', input: {}, output: '', title: '', metadata: {}, time },
} as const satisfies Record<string, ToolPart['state']>;

let steps: FailingSteps;
beforeEach(() => {
  steps = new FailingSteps();
});

function call(
  step: number,
  status: keyof typeof states,
  { sessionID = 'ses_1', tool = 'read' } = {},
): boolean {
  const id = `prt_${step}`;
  const place = { id, callID: id, sessionID, messageID: `msg_${step}` };
  return steps.tooMany({ ...place, type: 'tool', tool, state: states[status] });
}

/** The first step at which it is too much. */
function given(toStep: number, one: (step: number) => boolean): number | undefined {
  for (let step = 1; step <= toStep; step += 1) if (one(step)) return step;
  return undefined;
}

it('gives up after so many steps in a row whose calls fail, or are of no tool that there is', () => {
  expect(given(99, (step) => call(step, 'error'))).toBe(limit);
  steps = new FailingSteps();
  expect(given(99, (step) => call(step, 'completed', { tool: 'invalid' }))).toBe(limit);
});

it('counts a step once, however many calls fail in it and however often that is told', () => {
  const twice = (step: number) =>
    call(step, 'running') || call(step, 'error') || call(step, 'error');
  expect(given(limit - 1, twice)).toBeUndefined();
});

it('begins anew when a call comes to something, before or after another one of its step', () => {
  const mixed = (step: number): boolean =>
    step % 2 === 0
      ? call(step, 'completed') || call(step, 'error')
      : call(step, 'error') || call(step, 'completed');
  expect(given(99, mixed)).toBeUndefined();
  expect(given(limit - 1, (step) => call(100 + step, 'error'))).toBeUndefined();
});

it('counts each subagent by itself', () => {
  const taking = (step: number) => call(step, 'error', { sessionID: `ses_${step % 2}` });
  expect(given(99, taking)).toBe(2 * limit - 1);
});
