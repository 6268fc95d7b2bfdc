import { parseField, type FieldRange } from './ncrontab-field.ts';

/** When a timer fires. */
export type Schedule = {
  /**
   * The first occurrence after `time`, both in milliseconds since the epoch; nothing when there
   * is none (30 February).
   */
  next(time: number): number | undefined;
};

const ranges = {
  second: { name: 'second', min: 0, max: 59 },
  minute: { name: 'minute', min: 0, max: 59 },
  hour: { name: 'hour', min: 0, max: 23 },
  day: { name: 'day of the month', min: 1, max: 31 },
  month: {
    name: 'month',
    min: 1,
    max: 12,
    names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' '),
  },
  weekday: {
    name: 'day of the week',
    min: 0,
    max: 6,
    names: 'sun mon tue wed thu fri sat'.split(' '),
  },
} satisfies Record<string, FieldRange>;

const dayMs = 86_400_000;

/** The calendar repeats its leap days within eight years, also around 2100. */
const searchDays = 8 * 366;

/**
 * Parses an NCRONTAB expression: `{second} {minute} {hour} {day} {month} {day of the week}`, the
 * second optional, in UTC. Unlike in cron, day of the month and day of the week must both match.
 *
 * @throws an Error that quotes the expression and the part which is wrong.
 */
export function parseNcrontab(expression: string): Schedule {
  const fields = expression.trim().split(/\s+/);
  if (fields.length === 5) fields.unshift('0');
  const [second, minute, hour, day, month, weekday, more] = fields;
  if (weekday === undefined || more !== undefined) {
    throw new Error(`The schedule "${expression}" must have five or six fields.`);
  }
  const parse = (text: string | undefined, range: FieldRange): number[] => {
    try {
      return parseField(text ?? '', range);
    } catch (error) {
      throw new Error(`The schedule "${expression}" is wrong: ${(error as Error).message}.`);
    }
  };
  const seconds = parse(second, ranges.second);
  const minutes = parse(minute, ranges.minute);
  const hours = parse(hour, ranges.hour);
  const days = new Set(parse(day, ranges.day));
  const months = new Set(parse(month, ranges.month));
  const weekdays = new Set(parse(weekday, ranges.weekday));
  const onDay = (date: Date): boolean =>
    months.has(date.getUTCMonth() + 1) &&
    days.has(date.getUTCDate()) &&
    weekdays.has(date.getUTCDay());

  return {
    next(time) {
      // Occurrences are whole seconds, so the first one after `time` is at or after this.
      const from = Math.floor(time / 1_000) * 1_000 + 1_000;
      const firstDay = Math.floor(from / dayMs) * dayMs;
      for (let index = 0; index < searchDays; index++) {
        const midnight = firstDay + index * dayMs;
        if (!onDay(new Date(midnight))) continue;
        const within = firstInDay(
          { hours, minutes, seconds },
          Math.max(0, (from - midnight) / 1_000),
        );
        if (within !== undefined) return midnight + within * 1_000;
      }
      return undefined;
    },
  };
}

type TimesOfDay = { hours: number[]; minutes: number[]; seconds: number[] };

/** The first second of the day at or after `from` that the fields allow. */
function firstInDay({ hours, minutes, seconds }: TimesOfDay, from: number): number | undefined {
  for (const hour of hours) {
    if ((hour + 1) * 3_600 <= from) continue;
    for (const minute of minutes) {
      const start = hour * 3_600 + minute * 60;
      if (start + 60 <= from) continue;
      const second = seconds.find((value) => start + value >= from);
      if (second !== undefined) return start + second;
    }
  }
  return undefined;
}
