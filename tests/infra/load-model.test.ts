import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { resourcesOf, type Resource } from './snapshots.ts';

type Numbers = Record<string, number>;
type Costs = { session: Numbers; service: Numbers; limits: Numbers };
type Limit = { limit: string; share: number; then: string };

const root = resolve(import.meta.dirname, '../..');
const script = (name: string) => import(resolve(root, `scripts/infra/${name}.mjs`));
const { loadOf, limitsOf, settingsOf, loadTable, limitTable } = (await script('load-model')) as {
  loadOf: (sessions: number, costs: Costs, usage: Numbers) => Numbers;
  limitsOf: (load: Numbers, limits: Numbers) => Limit[];
  settingsOf: (load: Numbers, stage: Numbers, costs: Costs) => Numbers;
  loadTable: (costs: Costs, usage: Numbers, stage: Numbers) => string;
  limitTable: (costs: Costs, usage: Numbers) => string;
};
const { readInfra, stageOf } = (await script('monthly-cost')) as {
  readInfra: (file: string) => Costs & { figures: unknown[] };
  stageOf: (resources: Resource[]) => Numbers;
};
const { sessionUsage } = (await script('session-usage')) as {
  sessionUsage: (bench: unknown, session: Numbers) => Numbers;
};
const costs = readInfra('costs.json');
const bench = readInfra('session-cost.json');
const usage = sessionUsage(bench, costs.session);
const stage = stageOf(resourcesOf('production'));

test('the documentation shows the tables that the model gives', () => {
  const text = readFileSync(resolve(root, 'docs/operations/scaling.md'), 'utf8');
  const rows = (table: string) =>
    table
      .split('\n')
      .filter((row) => row.startsWith('|') && !/^\|[\s:|-]+\|$/.test(row))
      .map((row) => row.split('|').map((cell) => cell.trim()));
  const shown = rows(text);
  for (const row of rows(`${loadTable(costs, usage, stage)}\n${limitTable(costs, usage)}`))
    expect(shown).toContainEqual(row);
});

test('a load grows with its sessions, and with what a session was counted to use', () => {
  const load = loadOf(1_000, costs, usage);
  const twice = loadOf(2_000, costs, usage);
  for (const [name, value] of Object.entries(load)) expect(twice[name]).toBeCloseTo(2 * value, 5);
  const twiceTheEvents = { ...costs.session, events: 2 * (costs.session['events'] ?? 0) };
  const busy = loadOf(1_000, costs, sessionUsage(bench, twiceTheEvents));
  expect(busy['executions /s']).toBeCloseTo(2 * (load['executions /s'] ?? 0), 5);
  expect(busy['durable actions /s']).toBe(load['durable actions /s']);
});

test('production is set to what a load needs, with a quarter to spare', () => {
  const load = loadOf(1_000_000, costs, usage);
  const setting = settingsOf(load, stage, costs);
  expect(setting['maxThroughput']).toBeGreaterThan(1.25 * (load['request units /s'] ?? Infinity));
  expect((setting['units'] ?? 0) * 1_000).toBeGreaterThan(load['live connections'] ?? Infinity);
  expect(settingsOf(loadOf(1, costs, usage), stage, costs)).toEqual(stage);
});

test('the scarcest limit comes first, with what to do then', () => {
  const limits = limitsOf(loadOf(10_000, costs, usage), costs.limits);
  expect(limits.map(({ share }) => share)).toEqual(
    limits.map(({ share }) => share).toSorted((a, b) => b - a),
  );
  for (const { share, then } of limits) {
    expect(share).toBeGreaterThan(0);
    expect(then).not.toBe('');
  }
});
