import type { Stats } from '../../contracts/stats.ts';
import { oneLine } from './plain-text.ts';
import { cost, count, duration } from './quantities.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

type Percentiles = Stats['totals']['timeToBranchMs'];

/** What `harvest stats` says about a time. */
export function statistics({ from, to, totals, models, people }: Stats, style: Style): string {
  const { sessions, runs, completed, failed, stopped, merged } = totals;
  const facts = [
    ['sessions', String(sessions)],
    ['runs', `${runs} (${completed} completed, ${failed} failed, ${stopped} stopped)`],
    ['merged', String(merged)],
    ['cost', cost(totals.costUsd, totals.tokens)],
    ['first token', times(totals.timeToFirstTokenMs)],
    ['branch', times(totals.timeToBranchMs)],
  ];
  const rows = (title: string, lines: string[][]) =>
    lines.length > 0 ? `\n${style.bold(title)}\n${table(lines)}` : '';
  return [
    `${style.bold(`${from.slice(0, 10)} to ${to.slice(0, 10)}`)}\n${table(facts)}`,
    rows(
      'Models',
      models.map((each) => [
        oneLine(each.model),
        count(each.runs, 'run'),
        cost(each.costUsd, each.tokens),
      ]),
    ),
    rows(
      'People',
      people.map((each) => [
        oneLine(each.person.name),
        count(each.runs, 'run'),
        cost(each.costUsd, each.tokens),
      ]),
    ),
  ].join('');
}

function times({ p50, p95 }: Percentiles): string {
  return p50 === null || p95 === null ? '–' : `${duration(p50)} (p95 ${duration(p95)})`;
}
