import { parseArgs } from 'node:util';
import { measureControlPlane } from './control-plane.ts';
import { measureDataPlane } from './data-plane.ts';
import type { Figure } from './figures.ts';
import { measureFirstToken } from './first-token.ts';
import { describeMachine } from './machine.ts';
import { jsonOf, tableOf } from './report.ts';
import { measureSessionCost } from './session-cost.ts';
import { measureWeb } from './web.ts';

const help = `Measures Harvest on this machine.

Usage: npm run bench -- control-plane [--sessions N] [--seconds N] [--only NAME] [--json]
       npm run bench -- first-token [--repeat N] [--json]
       npm run bench -- data-plane [--events N] [--histories N] [--documents N] [--json]
       npm run bench -- session-cost [--json]
       npm run bench -- web [--json]

  control-plane  the service with simulated supervisors over the real protocol
  first-token    the whole way of a prompt with the real agent and the rehearsal model
  data-plane     each adapter of history and documents by itself, while they grow
  session-cost   what a session takes of the services on Azure, counted
  web            the console in Chromium, with simulated supervisors

  --sessions N   sandboxes that run at the same time (100)
  --seconds N    duration of each steady load (10)
  --only NAME    only the measurements with this in their name, e.g. prompts, deltas, history
  --repeat N     repetitions of each case (3)
  --events N     events of one session (100000)
  --histories N  short sessions (10000)
  --documents N  documents of one collection (10000)
  --json         the report for programs
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sessions: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '10' },
    only: { type: 'string', default: '' },
    repeat: { type: 'string', default: '3' },
    events: { type: 'string', default: '100000' },
    histories: { type: 'string', default: '10000' },
    documents: { type: 'string', default: '10000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

function positive(
  name: 'sessions' | 'seconds' | 'repeat' | 'events' | 'histories' | 'documents',
): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${name} is "${values[name]}"; it must be a whole number above 0.`);
}

function progress(text: string): void {
  process.stderr.write(`… ${text}\n`);
}

const benchmarks: Record<string, () => Promise<Figure[]>> = {
  'control-plane': () =>
    measureControlPlane({
      sessions: positive('sessions'),
      seconds: positive('seconds'),
      only: values.only,
      progress,
    }),
  'session-cost': () => measureSessionCost(progress),
  web: () => measureWeb(progress),
  'first-token': () => measureFirstToken({ repeat: positive('repeat'), progress }),
  'data-plane': () =>
    measureDataPlane({
      events: positive('events'),
      histories: positive('histories'),
      documents: positive('documents'),
      progress,
    }),
};

async function main(): Promise<number> {
  const [benchmark = ''] = positionals;
  const measure = benchmarks[benchmark];
  if (values.help || !measure) {
    console.log(help);
    return values.help ? 0 : 2;
  }
  const at = new Date().toISOString();
  const report = { benchmark, at, machine: describeMachine(), figures: await measure() };
  console.log(values.json ? jsonOf(report) : tableOf(report));
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
