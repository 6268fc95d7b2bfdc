// npm run load-model: what sessions take of the services on Azure, and which limit comes first, as
// tables for docs/operations/scaling.md. What a session uses is counted (session-usage.mjs); prices,
// limits and the shape of a day are parameters: infra-bicep/costs.json.
import { fileURLToPath } from 'node:url';
import { monthlyCost, readInfra, stageOf } from './monthly-cost.mjs';
import { sessionUsage } from './session-usage.mjs';

const loads = [100, 10_000, 1_000_000];
/** How often the sweep looks at every running session, and what it reads of one. */
const sweepSeconds = 5;
const summaryKb = 2;

/** What so many sessions a day take, in the busiest minutes of the day where it is a rate. */
export function loadOf(sessions, { session, service }, usage) {
  const busySeconds = service.busyHoursPerDay * 3600;
  const peak = (perSession) => (sessions * perSession * service.peakOverMean) / busySeconds;
  const atOnce = (minutes) => peak(minutes * 60);
  const running = atOnce(session.runMinutes);
  // Two reads' worth for strong consistency, by the table of charges for 1 and 100 KB.
  const sweep = (running * summaryKb * 2 * (9 / 99)) / sweepSeconds;
  return {
    'running sessions': running,
    'request units /s': peak(usage.requestUnits) + sweep,
    'of them on the list of sessions': peak(usage.listUnits) + sweep,
    'stored GB, after a year': (sessions * 365 * usage.storedMb) / 1000,
    'of them in the fullest partition': (sessions * 365 * usage.partitionMb) / 1000,
    'queue operations /s': peak(usage.prompts * 3),
    'durable actions /s': peak(usage.durableActions),
    'executions /s': peak(usage.executions),
    instances: running / service.requestsAtOncePerInstance,
    'live connections': atOnce(session.viewerMinutes) * session.viewers + running,
    'live messages /s': peak(usage.liveMessages),
  };
}

/** Every limit with the share of it that a load takes, the scarcest first. */
export function limitsOf(load, limits) {
  const shares = [
    {
      limit: `one partition of Cosmos DB takes ${limits.cosmosPartitionRequestUnits.toLocaleString('en')} request units a second`,
      share: load['of them on the list of sessions'] / limits.cosmosPartitionRequestUnits,
      then: 'part the list of sessions by owner or by month, in `partitionOf`',
    },
    {
      limit: `one partition of Cosmos DB holds ${limits.cosmosPartitionGb} GB`,
      share: load['of them in the fullest partition'] / limits.cosmosPartitionGb,
      then: 'part what statistics are made of by day, in `partitionOf`, and set `HARVEST_RETENTION_DAYS`',
    },
    {
      limit: `a database of Cosmos DB takes ${limits.cosmosMaxThroughput.toLocaleString('en')} request units a second`,
      share: load['request units /s'] / limits.cosmosMaxThroughput,
      then: 'ask for a higher quota',
    },
    {
      limit: `Service Bus Standard takes ${limits.serviceBusStandardOperations.toLocaleString('en')} operations a second`,
      share: load['queue operations /s'] / limits.serviceBusStandardOperations,
      then: 'Premium',
    },
    {
      limit: `Durable Task Scheduler, Consumption, takes ${limits.durableConsumptionActions} actions a second`,
      share: load['durable actions /s'] / limits.durableConsumptionActions,
      then: `Dedicated, ${limits.durableUnitActions.toLocaleString('en')} for each capacity unit`,
    },
    {
      limit: `a Web PubSub service has ${limits.webPubSubStandardUnits} units for ${limits.webPubSubUnitConnections.toLocaleString('en')} connections each`,
      share:
        load['live connections'] /
        (limits.webPubSubStandardUnits * limits.webPubSubUnitConnections),
      then: 'Premium_P2, or a second service, with sessions parted among them',
    },
    {
      limit: `a function app has ${limits.functionsInstances.toLocaleString('en')} instances`,
      share: load.instances / limits.functionsInstances,
      then: 'a second app on the same hub and queue',
    },
  ];
  return shares.toSorted((a, b) => b.share - a.share);
}

/** What production has to be set to for a load, and what it costs a month. */
export function settingsOf(load, stage, { limits }) {
  const step = 1000;
  const needed = Math.ceil((load['request units /s'] * 1.25) / step) * step;
  return {
    ...stage,
    maxThroughput: Math.max(stage.maxThroughput, needed),
    units: Math.max(
      stage.units,
      Math.ceil((load['live connections'] * 1.25) / limits.webPubSubUnitConnections),
    ),
  };
}

export function loadTable(costs, usage, stage) {
  const all = loads.map((sessions) => {
    const load = loadOf(sessions, costs, usage);
    return { sessions, load, setting: settingsOf(load, stage, costs) };
  });
  const dollars = all.map(
    ({ sessions, setting }) => monthlyCost(setting, sessions, costs, usage).Total,
  );
  const rows = [
    ['sessions a day', ...all.map(({ sessions }) => sessions.toLocaleString('en'))],
    ...Object.keys(all[0].load).map((name) => [name, ...all.map(({ load }) => round(load[name]))]),
    ['`maxThroughput` of Cosmos DB', ...all.map(({ setting }) => round(setting.maxThroughput))],
    ['units of Web PubSub', ...all.map(({ setting }) => round(setting.units))],
    ['dollars a month', ...dollars.map(round)],
    ['euros a month', ...dollars.map((each) => round(each * costs.euroPerDollar))],
  ];
  return tableOf(rows);
}

export function limitTable(costs, usage) {
  const all = loads.map((sessions) => limitsOf(loadOf(sessions, costs, usage), costs.limits));
  const [, , last] = all;
  const shareAt = (index, limit) => all[index].find((each) => each.limit === limit).share;
  const rows = last.map(({ limit, then }) => [
    limit,
    ...all.map((_, index) => `${round(shareAt(index, limit) * 100)} %`),
    then,
  ]);
  return tableOf([
    ['limit', ...loads.map((sessions) => sessions.toLocaleString('en')), 'then'],
    ...rows,
  ]);
}

function tableOf([head, ...rows]) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 || column === 4 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** Two digits that count, since nothing here is known better. */
function round(value) {
  return Number(value.toPrecision(2)).toLocaleString('en', { maximumFractionDigits: 4 });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const costs = readInfra('costs.json');
  const usage = sessionUsage(readInfra('session-cost.json'), costs.session);
  const stage = stageOf(readInfra('production.snapshot.json').predictedResources);
  console.log(`${loadTable(costs, usage, stage)}\n\n${limitTable(costs, usage)}`);
}
