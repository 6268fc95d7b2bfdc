// node scripts/infra/watch-errors.mjs WORKSPACE MINUTES: asks Log Analytics each minute for the
// share of requests that fail, and ends with 1 when it has risen. Needs a signed-in Azure CLI.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { exitWith } from '../run-node.mjs';
import { root } from '../setup.mjs';
import { isSpike } from './error-spike.mjs';

/** In percent, as the alert has it. */
const limit = 5;
/** Logs can be queried a few minutes after what they tell. */
const window = 'PT5M';
const query = readFileSync(join(root, 'infra-bicep/alerts/api-errors.kql'), 'utf8');

await exitWith(async () => {
  const [workspace, minutes] = process.argv.slice(2);
  const percents = [];
  while (percents.length < Number(minutes)) {
    await sleep(60_000);
    const percent = await failedPercent(workspace);
    console.log(percent === undefined ? 'too few requests' : `${percent.toFixed(1)} % failed`);
    percents.push(percent);
    if (isSpike(percents, limit)) {
      console.error(`More than ${limit} % of the requests fail.`);
      return 1;
    }
  }
  return 0;
});

/** The share of requests that failed; undefined when there were too few to tell. */
async function failedPercent(workspace) {
  const { stdout } = await promisify(execFile)('az', [
    'rest',
    ...['--method', 'post'],
    ...['--url', `https://api.loganalytics.azure.com/v1/workspaces/${workspace}/query`],
    ...['--resource', 'https://api.loganalytics.io'],
    ...['--body', JSON.stringify({ query, timespan: window })],
  ]);
  return JSON.parse(stdout).tables[0].rows[0]?.[0];
}
