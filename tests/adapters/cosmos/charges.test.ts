import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Charges } from '../../../adapters/cosmos/charges.ts';

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.stubEnv('HARVEST_LOG', 'info');
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('logs the sums by operation, once a minute and at the end, and nothing when there was nothing', () => {
  let now = 0;
  const charges = new Charges(() => now);
  for (const units of [5.01, 6.02]) charges.note('history.append', units);
  now = 59_999;
  charges.note('documents.get', 1);
  expect(lines).toEqual([]);
  now = 60_000;
  charges.note('documents.get', 1);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    {
      code: 'cosmos.charges',
      seconds: 60,
      requestUnits: 13.03,
      operations: {
        'history.append': { calls: 2, requestUnits: 11.03 },
        'documents.get': { calls: 2, requestUnits: 2 },
      },
    },
  ]);
  charges.report();
  expect(lines).toHaveLength(1);
  charges.note('documents.put', 10);
  now = 90_000;
  charges.report();
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ seconds: 30, requestUnits: 10 });
});
