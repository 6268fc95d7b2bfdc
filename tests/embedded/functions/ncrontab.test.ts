import { describe, expect, it } from 'vitest';
import { parseNcrontab } from '../../../embedded/functions/timer/ncrontab.ts';

function nextOf(expression: string, from: string, count = 1): string[] {
  const schedule = parseNcrontab(expression);
  const times: string[] = [];
  let time: number | undefined = Date.parse(from);
  while (times.length < count) {
    time = schedule.next(time);
    if (time === undefined) break;
    times.push(new Date(time).toISOString().replace('.000Z', 'Z'));
  }
  return times;
}

describe('the next occurrence', () => {
  it.each([
    ['* * * * * *', '2026-01-01T00:00:00.999Z', '2026-01-01T00:00:01Z'],
    ['*/30 * * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:00:30Z'],
    ['0 */5 * * * *', '2026-01-01T00:04:59Z', '2026-01-01T00:05:00Z'],
    ['*/5 * * * *', '2026-01-01T00:05:00Z', '2026-01-01T00:10:00Z'],
    ['0 0 2 * * *', '2026-01-01T02:00:00Z', '2026-01-02T02:00:00Z'],
    ['30 59 23 31 12 *', '2026-01-01T00:00:00Z', '2026-12-31T23:59:30Z'],
    ['0 0 9-17/4 * * *', '2026-01-01T09:00:00Z', '2026-01-01T13:00:00Z'],
    ['0 10/25 * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:10:00Z'],
    ['0 0 0 * * MON-FRI', '2026-01-02T12:00:00Z', '2026-01-05T00:00:00Z'],
    ['0 0 0 1 Jan,jul *', '2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z'],
    ['0 0 0 29 2 *', '2096-03-01T00:00:00Z', '2104-02-29T00:00:00Z'],
    ['0 0 0 31 * *', '2026-01-31T00:00:00Z', '2026-03-31T00:00:00Z'],
  ])('of %s after %s is %s', (expression, from, expected) => {
    expect(nextOf(expression, from)).toEqual([expected]);
  });

  it('needs both the day of the month and the day of the week', () => {
    expect(nextOf('0 0 0 13 * fri', '2026-01-01T00:00:00Z', 3)).toEqual([
      '2026-02-13T00:00:00Z',
      '2026-03-13T00:00:00Z',
      '2026-11-13T00:00:00Z',
    ]);
  });

  it('comes one after another within lists', () => {
    expect(nextOf('15,45 0 0,12 * * *', '2026-01-01T00:00:15Z', 4)).toEqual([
      '2026-01-01T00:00:45Z',
      '2026-01-01T12:00:15Z',
      '2026-01-01T12:00:45Z',
      '2026-01-02T00:00:15Z',
    ]);
  });

  it('does not exist for a day that never comes', () => {
    expect(nextOf('0 0 0 30 2 *', '2026-01-01T00:00:00Z')).toEqual([]);
  });
});

describe('errors', () => {
  it.each([
    ['* * * *', 'must have five or six fields'],
    ['0 0 0 0 0 0 0', 'must have five or six fields'],
    ['60 * * * * *', '"60" is not a valid second (0 to 59)'],
    ['0 0 24 * * *', '"24" is not a valid hour'],
    ['0 0 0 0 * *', '"0" is not a valid day of the month'],
    ['0 0 0 * feb-jan *', '"feb-jan" is not a valid month'],
    ['0 0 0 * * 7', '"7" is not a valid day of the week'],
    ['*/0 * * * * *', '"*/0" is not a valid second'],
    ['0 0 0 * * funday', '"funday" is not a valid day of the week'],
    ['0 1, * * * *', '"" is not a valid minute'],
  ])('%s: %s', (expression, reason) => {
    expect(() => parseNcrontab(expression)).toThrow(reason);
  });
});
