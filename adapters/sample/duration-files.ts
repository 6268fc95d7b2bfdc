export const durationSource = `const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const units: Record<string, number> = { h: hour, m: minute, s: second };

/** Reads a duration such as \`1h 30m\` or \`45s\` into milliseconds; throws when it is not one. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\\d+(?:\\.\\d+)?)\\s*([hms])/g)];
  const rest = text.replaceAll(/(\\d+(?:\\.\\d+)?)\\s*([hms])/g, '').trim();
  if (parts.length === 0 || rest !== '') throw new RangeError(\`not a duration: \${text}\`);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit], 0);
}

/** Writes milliseconds as a duration such as \`1h 30m\`, rounded to whole seconds. */
export function formatDuration(milliseconds: number): string {
  const hours = Math.floor(milliseconds / hour);
  const minutes = Math.floor((milliseconds % hour) / minute);
  const seconds = Math.round((milliseconds % minute) / second);
  const parts = [
    hours > 0 ? \`\${hours}h\` : '',
    minutes > 0 ? \`\${minutes}m\` : '',
    seconds > 0 ? \`\${seconds}s\` : '',
  ];
  return parts.filter((part) => part !== '').join(' ') || '0s';
}
`;

export const durationTest = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, parseDuration } from '../src/duration.ts';

test('reads one unit', () => {
  assert.equal(parseDuration('45s'), 45_000);
  assert.equal(parseDuration('2h'), 7_200_000);
});

test('reads several units, with and without spaces', () => {
  assert.equal(parseDuration('1h 30m'), 5_400_000);
  assert.equal(parseDuration('1h30m'), 5_400_000);
});

test('refuses what is not a duration', () => {
  assert.throws(() => parseDuration('soon'), RangeError);
  assert.throws(() => parseDuration('5 apples'), RangeError);
});

test('writes the units that are there', () => {
  assert.equal(formatDuration(5_400_000), '1h 30m');
  assert.equal(formatDuration(45_000), '45s');
});

test('writes nothing as zero seconds', () => {
  assert.equal(formatDuration(0), '0s');
});

test('carries rounded seconds over into minutes and hours', () => {
  assert.equal(formatDuration(59_600), '1m');
  assert.equal(formatDuration(3_599_700), '1h');
});
`;

export const sumSource = `import { formatDuration, parseDuration } from './duration.ts';

/** Adds durations up, e.g. the entries of a time sheet. */
export function totalDuration(entries: readonly string[]): string {
  return formatDuration(entries.reduce((sum, entry) => sum + parseDuration(entry), 0));
}
`;

export const sumTest = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { totalDuration } from '../src/total.ts';

test('adds durations up', () => {
  assert.equal(totalDuration(['20m', '1h 15m', '25m']), '2h');
});

test('has a total of nothing', () => {
  assert.equal(totalDuration([]), '0s');
});
`;
