// npm run costs: what a stage costs a month, as a table for
// docs/operations/deploy.md. Prices and the usage of a session are parameters: infra-bicep/costs.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../setup.mjs';
import { sessionUsage } from './session-usage.mjs';

const days = 30;
const hours = 730;
const instanceGb = 2;

/**
 * Dollars a month by part, for a stage with so many sessions a day.
 * @param {{alwaysReady: number, maxThroughput?: number, units: number, free: boolean, private: boolean}} stage
 * @param {number} sessions a day
 * @param costs of infra-bicep/costs.json
 * @param usage of a session (session-usage.mjs)
 */
export function monthlyCost(stage, sessions, { prices, session, service }, usage) {
  const month = sessions * days;
  const parts = {
    Functions: functionsCost(stage, sessions, { prices, session, service }, usage),
    'Cosmos DB': cosmosCost(stage, sessions, { prices, service }, usage),
    'Service Bus': stage.private
      ? prices.serviceBusPremiumUnitMonth
      : prices.serviceBusStandardMonth,
    'Web PubSub': liveCost(stage, (sessions * usage.liveMessages) / 1e6, prices),
    'Logs and alerts':
      above(service.logGbPerMonth + (month * session.logMb) / 1000, prices.logsFreeGb) *
        prices.logsGb +
      prices.alertRulesMonth,
    'Static Web App': prices.staticWebAppMonth,
    'Private endpoints': stage.private ? 7 * prices.privateEndpointMonth : 0,
    'Storage, vault': prices.otherMonth,
  };
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { ...parts, Total: total };
}

/** Millions of Durable Task actions a month, whose price differs by region and contract. */
export function millionActions(sessions, usage) {
  return (sessions * days * usage.durableActions) / 1e6;
}

function functionsCost(stage, sessions, { prices, session, service }, usage) {
  const busySeconds = service.busyHoursPerDay * 3600;
  const runSeconds = sessions * session.runMinutes * 60;
  const runsAtOnce = runSeconds / busySeconds;
  // One request keeps an instance awake, and many share it.
  const awake = busySeconds * Math.max(1, runsAtOnce / service.requestsAtOncePerInstance);
  const active = Math.min(runSeconds, awake) * days * instanceGb;
  // A timer's run is billed as one second at least.
  const timers = usage.idleExecutionsPerDay * days * instanceGb;
  const executions = (sessions * usage.executions + usage.idleExecutionsPerDay) * days;
  const idle =
    stage.alwaysReady * instanceGb * hours * 3600 * prices.functionsAlwaysReadyIdleGbSecond;
  const onDemand = stage.alwaysReady > 0 ? timers : timers + active;
  const alwaysReady = stage.alwaysReady > 0 ? active : 0;
  return (
    idle +
    alwaysReady * prices.functionsAlwaysReadyActiveGbSecond +
    above(onDemand, prices.functionsFreeGbSeconds) * prices.functionsOnDemandGbSecond +
    (above(executions, prices.functionsFreeExecutions) / 1e6) * prices.functionsMillionExecutions
  );
}

function cosmosCost({ maxThroughput }, sessions, { prices, service }, usage) {
  const unitsPerDay = sessions * usage.requestUnits + usage.idleRequestUnitsPerDay;
  const stored = ((sessions * days * usage.storedMb) / 1000) * prices.cosmosGbMonth;
  if (maxThroughput === undefined)
    return ((unitsPerDay * days) / 1e6) * prices.cosmosServerlessMillionRequestUnits + stored;
  // Each hour bills its busiest second, and a tenth of the ceiling at least.
  const mean = unitsPerDay / (service.busyHoursPerDay * 3600);
  const busy = Math.min(maxThroughput, Math.max(maxThroughput / 10, service.peakOverMean * mean));
  const share = service.busyHoursPerDay / 24;
  const billed = busy * share + (maxThroughput / 10) * (1 - share);
  return (billed / 100) * prices.cosmosAutoscaleHourPer100RequestUnits * hours + stored;
}

function liveCost(stage, millionPerDay, prices) {
  if (stage.free) return 0;
  const included = stage.units * prices.webPubSubFreeMillionMessagesPerUnitDay;
  const perDay =
    stage.units * prices.webPubSubUnitDay +
    above(millionPerDay, included) * prices.webPubSubMillionMessages;
  return perDay * days;
}

function above(value, free) {
  return Math.max(0, value - free);
}

/** What of a stage's snapshot costs. */
export function stageOf(resources) {
  const find = (type) => resources.find((each) => each.type === type);
  const config = find('Microsoft.Web/sites').properties.functionAppConfig;
  const { options } = find('Microsoft.DocumentDB/databaseAccounts/sqlDatabases').properties;
  const live = find('Microsoft.SignalRService/webPubSub').sku;
  return {
    alwaysReady: config.scaleAndConcurrency.alwaysReady.reduce(
      (sum, { instanceCount }) => sum + instanceCount,
      0,
    ),
    ...(options.autoscaleSettings
      ? { maxThroughput: options.autoscaleSettings.maxThroughput }
      : {}),
    units: live.capacity,
    free: live.name === 'Free_F1',
    private: find('Microsoft.Network/privateEndpoints') !== undefined,
  };
}

/** The table of deploy.md: a part in each row, a stage with a number of sessions a day in each column. */
export function costTable(columns, costs, usage) {
  const all = columns.map(({ stage, sessions }) => monthlyCost(stage, sessions, costs, usage));
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(['dollars a month', ...columns.map(({ name }) => name)]),
    line(['---', ...columns.map(() => '---:')]),
    line(['sessions a day', ...columns.map(({ sessions }) => sessions.toLocaleString('en'))]),
    ...Object.keys(all[0]).map((part) =>
      line([part, ...all.map((cost) => Math.round(cost[part]))]),
    ),
    line(['Total in euros', ...all.map((cost) => Math.round(cost.Total * costs.euroPerDollar))]),
    line([
      'million durable actions',
      ...columns.map(({ sessions }) => millionActions(sessions, usage).toFixed(2)),
    ]),
  ].join('\n');
}

/** The columns that deploy.md shows. A preview's Web PubSub ends before a hundred sessions a day. */
export function documentedColumns(resourcesOf) {
  const columns = [
    ['preview', 10],
    ...['staging', 'production', 'production-private'].flatMap((name) =>
      [10, 100, 1000].map((sessions) => [name, sessions]),
    ),
  ];
  return columns.map(([name, sessions]) => ({ name, sessions, stage: stageOf(resourcesOf(name)) }));
}

/** Reads JSON of infra-bicep/. */
export function readInfra(file) {
  return JSON.parse(readFileSync(join(root, 'infra-bicep', file), 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const columns = documentedColumns(
    (name) => readInfra(`${name}.snapshot.json`).predictedResources,
  );
  const costs = readInfra('costs.json');
  const usage = sessionUsage(readInfra('session-cost.json'), costs.session);
  console.log(costTable(columns, costs, usage));
}
