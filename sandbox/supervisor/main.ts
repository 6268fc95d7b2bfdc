import { createInterface } from 'node:readline';
import { BootConfig } from '../../contracts/supervisor.ts';
import { boundedLog } from './log.ts';
import { sandboxPaths } from './paths.ts';
import { startSupervisor } from './supervisor.ts';

const maxLogBytes = 2_000_000;

/** The first line of standard input; undefined when there is none. */
async function firstLine(): Promise<string | undefined> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return undefined;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is missing.`);
  return value;
}

const line = await firstLine();
process.stdin.destroy();
// Whoever started this died before it said what to do.
if (line === undefined) process.exit(1);

const log = boundedLog(maxLogBytes);
const supervisor = await startSupervisor({
  boot: BootConfig.parse(JSON.parse(line)),
  paths: sandboxPaths(process.env.HARVEST_ROOT ?? '/w'),
  opencode: required('HARVEST_OPENCODE'),
  plugin: required('HARVEST_PLUGIN'),
  log,
});

const signalled = new Promise<string>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
});
const reason = await Promise.race([supervisor.finished, signalled]);
log('the sandbox ends', { reason });
await supervisor.stop();
process.exit(0);
