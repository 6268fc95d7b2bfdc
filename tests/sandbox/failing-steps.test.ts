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

type Status = keyof typeof states;

let steps: FailingSteps;
let calls: number;
beforeEach(() => {
  steps = new FailingSteps();
  calls = 0;
});

function tell(
  step: number,
  status: Status,
  { id = `prt_of_${step}`, sessionID = 'ses_1', tool = 'read' } = {},
): boolean {
  const place = { id, callID: id, sessionID, messageID: `msg_${step}` };
  return steps.tooMany({ ...place, type: 'tool', tool, state: states[status] });
}

/** A call of its own, from its begin to its end. */
function call(step: number, status: Status, more: { sessionID?: string; tool?: string } = {}) {
  calls += 1;
  const id = `prt_${calls}`;
  return tell(step, 'running', { id, ...more }) || tell(step, status, { id, ...more });
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
    call(step, 'error') || call(step, 'error') || tell(step, 'running') || tell(step, 'error');
  expect(given(limit - 1, twice)).toBeUndefined();
});

it('does not count what is told again of calls that were over before', () => {
  expect(given(99, (step) => tell(step, 'completed', { tool: 'invalid' }))).toBeUndefined();
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
