import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { resourcesOf, type Resource, type StageName } from './snapshots.ts';

type Stage = { alwaysReady: number; units: number; free: boolean; private: boolean };
type Costs = { euroPerDollar: number; prices: Record<string, number>; session: object };
type Usage = Record<string, number>;
type Module = {
  costTable: (columns: unknown[], costs: Costs, usage: Usage) => string;
  documentedColumns: (resourcesOf: (stage: StageName) => Resource[]) => unknown[];
  monthlyCost: (
    stage: Stage,
    sessions: number,
    costs: Costs,
    usage: Usage,
  ) => Record<string, number>;
  readInfra: (file: string) => Costs;
};

const root = resolve(import.meta.dirname, '../..');
const module = (await import(resolve(root, 'scripts/infra/monthly-cost.mjs'))) as Module;
const { costTable, documentedColumns, monthlyCost, readInfra } = module;
const { sessionUsage } = (await import(resolve(root, 'scripts/infra/session-usage.mjs'))) as {
  sessionUsage: (bench: unknown, session: object) => Usage;
};
const costs = readInfra('costs.json');
const usage = sessionUsage(readInfra('session-cost.json'), costs.session);

test('the documentation shows what the stages cost at the noted prices', () => {
  const text = readFileSync(resolve(root, 'docs/operations/deploy.md'), 'utf8');
  const cells = (table: string) => table.split('\n').map((row) => row.split(/\s*\|\s*/));
  const start = text.indexOf('| dollars a month');
  const shown = text.slice(start, text.indexOf('\n\n', start));
  const isRule = (row: string[]) => row[1]?.startsWith('--') ?? false;
  const plain = (table: string) => cells(table).filter((row) => !isRule(row));
  expect(plain(shown)).toEqual(plain(costTable(documentedColumns(resourcesOf), costs, usage)));
});

test('a day without sessions costs the runs of timers that were counted', () => {
  const stage = { alwaysReady: 0, units: 1, free: true, private: false };
  const twice = { ...usage, idleExecutionsPerDay: 2 * (usage['idleExecutionsPerDay'] ?? NaN) };
  const [once, busier] = [usage, twice].map((each) => monthlyCost(stage, 0, costs, each));
  expect(busier?.['Functions']).toBeGreaterThan(2 * (once?.['Functions'] ?? Infinity));
});

test('an idle stage costs what stays awake, and each session adds to it', () => {
  const stage = { alwaysReady: 2, units: 1, free: false, private: false };
  const idle = monthlyCost({ ...stage, alwaysReady: 0 }, 0, costs, usage);
  const awake = monthlyCost(stage, 0, costs, usage);
  // Two instances of 2 GB for 730 hours, at $ 0.000004 a GB-second.
  expect((awake['Functions'] ?? 0) - (idle['Functions'] ?? 0)).toBeCloseTo(42.05, 1);
  const busy = monthlyCost(stage, 2_000, costs, usage);
  for (const part of ['Functions', 'Cosmos DB', 'Web PubSub', 'Logs and alerts', 'Total'])
    expect(busy[part]).toBeGreaterThan(awake[part] ?? Infinity);
});
