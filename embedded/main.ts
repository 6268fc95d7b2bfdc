import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { log } from '../adapters/log.ts';
import { Health } from '../contracts/api.ts';
import { personalSettings } from './app-settings.ts';
import { errorText } from './functions/error-text.ts';
import { sampleFolder } from '../adapters/sample/create-sample.ts';
import { help } from './help.ts';
import { prepareSample } from './prepare-sample.ts';
import { startSingleMachine, type SingleMachine } from './single-machine.ts';
import { stopOnSignals } from './stop-signals.ts';

const root = join(import.meta.dirname, '..');

/** What another terminal has to set, too, in order to find this service. */
function sharedSettings(env: NodeJS.ProcessEnv): string {
  const set = ['HARVEST_HOME', 'HARVEST_PORT'].filter((name) => env[name]);
  return set.map((name) => `${name}='${env[name]}' `).join('');
}

const rehearsalNote = `
No model is connected: a built-in rehearsal script answers. To connect one, set HARVEST_MODEL_URL or
a provider's key, such as ANTHROPIC_API_KEY (\`npm start -- --help\`), and start again.
`;

async function greet(
  { url, consoleUrl, code }: SingleMachine,
  { home, settings }: { home: string; settings: string },
): Promise<void> {
  const health = await fetch(`${url}/api/health`);
  const { rehearsal } = Health.parse(await health.json());
  console.log(`
Harvest is running.

  Open   ${consoleUrl}/#code=${code}   (signs one browser in)
  Run    ${settings}npm run harvest -- run --repo sample "Make the failing test pass"
         (the sample is a small library with a failing test: ${sampleFolder(home)})
  Stop   Ctrl-C
${rehearsal ? rehearsalNote : ''}`);
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
  const { HARVEST_PORT: port } = personalSettings(env);
  const home = resolve(env['HARVEST_HOME'] || join(root, '.harvest'));
  const settings = sharedSettings(env);
  const machine = await startSingleMachine({
    root,
    home,
    port,
    strict: env['HARVEST_STRICT'],
  });
  // A service that is started for one command makes only what that needs.
  const sample = env['HARVEST_QUIET'] ? undefined : prepareSample(home);
  const stop = async (): Promise<void> => {
    await Promise.all([machine.stop(), sample]);
  };
  stopOnSignals(process, stop, (exitCode, error) => {
    if (error !== undefined) fail(error);
    process.exit(exitCode);
  });
  if (sample) await greet(machine, { home, settings });
}

function fail(error: unknown): void {
  // Wrong settings are the app's own error; that its file cannot be loaded for them helps nobody.
  const { cause } = Object(error) as { cause?: unknown };
  const shown = cause instanceof Error && cause.name === 'ConfigurationError' ? cause : error;
  console.error(shown instanceof Error ? shown.message : String(shown));
  process.exit(1);
}

main().catch(fail);
