import { SessionEvent } from '../../../contracts/events.ts';
import { runCli } from '../../cli/support/run-cli.ts';
import type { Service } from './service.ts';
import { ofType } from './session-log.ts';

type Known = Pick<Service, 'url' | 'home'>;

/** Runs the command line client, as a process, on the service. */
export function cli({ url, home }: Known, ...args: string[]) {
  return runCli(args, { HARVEST_URL: url, HARVEST_HOME: home }).ended;
}

/** The same with something on its standard input. */
export function cliReading(input: string, { url, home }: Known, ...args: string[]) {
  return runCli(args, { HARVEST_URL: url, HARVEST_HOME: home }, input).ended;
}

/** What `--json` has printed of a session. */
export function eventsIn(stdout: string): SessionEvent[] {
  const lines = stdout.split('\n').filter(Boolean);
  return lines.map((line) => SessionEvent.parse(JSON.parse(line)));
}

/** Sends a prompt by the command line and answers how its run, and the command, have ended. */
export async function promptByCli(service: Known, sessionId: string, text: string) {
  const { code, stdout } = await cli(service, 'prompt', sessionId, '--json', text);
  const [finished] = ofType(eventsIn(stdout), 'run.finished');
  return { code, outcome: finished?.data.outcome, cause: finished?.data.failure?.code };
}
