import { randomUUID } from 'node:crypto';
import packageJson from '../package.json' with { type: 'json' };
import { ApiClient } from './api-client.ts';
import type { Command } from './command.ts';
import { answer } from './commands/answer.ts';
import { archive, unarchive } from './commands/archive.ts';
import { cancel } from './commands/cancel.ts';
import { deleteSession } from './commands/delete.ts';
import { diff } from './commands/diff.ts';
import { discard } from './commands/discard.ts';
import { doctor } from './commands/doctor.ts';
import { edit } from './commands/edit.ts';
import { events } from './commands/events.ts';
import { invite } from './commands/invite.ts';
import { merge } from './commands/merge.ts';
import { prompt } from './commands/prompt.ts';
import { rebuild } from './commands/rebuild.ts';
import { run } from './commands/run.ts';
import { sessions } from './commands/sessions.ts';
import { show } from './commands/show.ts';
import { stats } from './commands/stats.ts';
import { stop } from './commands/stop.ts';
import { problemOf, UsageError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { programHelp } from './help.ts';
import { Interrupts } from './interrupts.ts';
import { plainText } from './render/plain-text.ts';
import { readSettings } from './settings.ts';
import { Terminal } from './terminal.ts';
import { readToken } from './token.ts';

const commands: readonly Command[] = [
  ...[run, prompt, edit, cancel, answer, stop],
  ...[sessions, show, events, diff, merge, discard, archive, unarchive, deleteSession],
  ...[stats, invite, rebuild, doctor],
];

const terminal = new Terminal(process.stdout, process.stderr, process.env);
const interrupts = new Interrupts(process);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe has gone, as `head` does.
  if (error.code !== 'EPIPE') throw error;
  interrupts.abort();
});

// Ends here, as a request that was given up may keep its connection open for a while.
process.exit(await main(process.argv.slice(2)));

async function main([name, ...args]: string[]): Promise<number> {
  try {
    return await dispatch(name, args);
  } catch (error) {
    if (interrupts.signal.aborted) return exitCodes.interrupted;
    const json = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
    report(error, json.includes('--json'));
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
}

async function dispatch(name: string | undefined, args: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.write(programHelp(commands));
    return name === undefined ? exitCodes.usage : exitCodes.done;
  }
  if (name === '--version' || name === '-V') {
    terminal.write(`${packageJson.version}\n`);
    return exitCodes.done;
  }
  const command = commands.find((known) => known.name === name);
  if (!command) throw new UsageError(`There is no command ${name}. See \`harvest --help\`.`);
  const settings = readSettings(process.env);
  return command.execute(args, {
    settings,
    api: new ApiClient(settings.url, () => readToken(settings)),
    terminal,
    interrupts,
    clock: Date.now,
    newId: (prefix) => `${prefix}_${randomUUID().replaceAll('-', '')}`,
  });
}

function report(error: unknown, json: boolean): void {
  if (json) {
    terminal.writeError(`${JSON.stringify(problemOf(error))}\n`);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  const { requestId, issues = [] } = problemOf(error);
  const details = issues.map(({ path, message }) => `\n  ${path}: ${message}`).join('');
  const request = requestId ? ` (request ${requestId})` : '';
  terminal.writeError(`harvest: ${plainText(message + details)}${request}\n`);
}
