import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { log } from '../adapters/log.ts';
import { errorText } from './functions/error-text.ts';
import { help } from './help.ts';
import { startSingleMachine, type SingleMachine } from './single-machine.ts';
import { stopOnSignals } from './stop-signals.ts';

const root = join(import.meta.dirname, '..');

function portOf(value: string | undefined): number {
  const port = Number(value || 7071);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`HARVEST_PORT is "${value}"; it must be a number between 0 and 65535.`);
}

function greet({ consoleUrl, code }: SingleMachine): void {
  console.log(`
Harvest is running.

  Open   ${consoleUrl}/#code=${code}   (signs one browser in)
  Run    npm run harvest -- run --repo sample "Make the failing test pass"
  Stop   Ctrl-C
`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    console.log(help);
    return;
  }
  // A promise that nobody holds is a bug of one request. Everything that counts is in transactions,
  // so the service may go on; to end it would end everybody's work.
  process.on('unhandledRejection', (error) =>
    log('error', 'host.unhandled-rejection', errorText(error)),
  );
  const { env } = process;
  const machine = await startSingleMachine({
    root,
    home: resolve(env['HARVEST_HOME'] || join(root, '.harvest')),
    port: portOf(env['HARVEST_PORT']),
  });
  if (!env['HARVEST_QUIET']) greet(machine);
  stopOnSignals(process, machine.stop, (exitCode, error) => {
    if (error !== undefined) fail(error);
    process.exit(exitCode);
  });
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

main().catch(fail);
