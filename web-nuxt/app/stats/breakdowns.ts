import type { Stats } from '../../../contracts/stats.ts';

export type BreakdownRow = {
  key: string;
  label: string;
  sessions?: number;
  runs: number;
  tokens: number;
  costUsd: number;
  /** Of the largest row's tokens, 0 to 1. */
  share: number;
};
export type Breakdown = { title: string; of: string; rows: BreakdownRow[] };

/** The same figures by what they belong to, with each row's size beside the largest one. */
export function breakdownsOf({ models, repositories, people }: Stats): Breakdown[] {
  const breakdowns = [
    {
      title: 'By model',
      of: 'Model',
      rows: models.map(({ model, ...figures }) => ({ key: model, label: model, ...figures })),
    },
    {
      title: 'By repository',
      of: 'Repository',
      rows: repositories.map(({ repository, ...figures }) => ({
        key: repository,
        label: repository,
        ...figures,
      })),
    },
    {
      title: 'By person',
      of: 'Person',
      rows: people.map(({ person, ...figures }) => ({
        key: person.id,
        label: person.name,
        ...figures,
      })),
    },
  ];
  return breakdowns.map(({ rows, ...breakdown }) => {
    const largest = Math.max(1, ...rows.map(({ tokens }) => tokens));
    return { ...breakdown, rows: rows.map((row) => ({ ...row, share: row.tokens / largest })) };
  });
}
