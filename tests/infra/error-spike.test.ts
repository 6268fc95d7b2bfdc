import { resolve } from 'node:path';
import { expect, test } from 'vitest';

type Module = { isSpike: (percents: Array<number | undefined>, limit: number) => boolean };
const path = resolve(import.meta.dirname, '../../scripts/infra/error-spike.mjs');
const { isSpike } = (await import(path)) as Module;

test.each([
  { percents: [], spike: false },
  { percents: [80], spike: false },
  { percents: [80, 0, 80, undefined, 80], spike: false },
  { percents: [5, 5, 5], spike: false },
  { percents: [0, 6, 7], spike: true },
  { percents: [undefined, 100, 100, 0], spike: true },
])('$percents is a spike: $spike', ({ percents, spike }) => {
  expect(isSpike(percents, 5)).toBe(spike);
});
