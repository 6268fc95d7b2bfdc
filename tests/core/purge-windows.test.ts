import { expect, test } from 'vitest';
import { purgeWindows } from '../../core/purge-windows.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = Date.parse('2026-06-01T12:34:56.000Z');

test('spans without gaps, all that is over for a week and was not deleted elsewhere', () => {
  const windows = [...purgeWindows(now)];
  expect(windows[0]?.from).toBe(now - 90 * dayMs);
  expect(windows.at(-1)?.to).toBe(now - 7 * dayMs);
  for (const [index, { from, to }] of windows.entries()) {
    expect(to).toBeGreaterThan(from);
    expect(from).toBe(windows[index - 1]?.to ?? from);
  }
});

test('goes by the hour where most is found, and by the day before that', () => {
  for (const { from, to } of purgeWindows(now)) {
    const isRecent = from >= now - 9 * dayMs;
    expect(to - from).toBe(isRecent ? hourMs : dayMs);
  }
});
