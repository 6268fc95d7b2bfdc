import type { Outcome } from '../contracts/events.ts';

export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export const exitCodeOf: Record<Outcome, number> = {
  completed: exitCodes.done,
  failed: exitCodes.failed,
  stopped: exitCodes.interrupted,
};
