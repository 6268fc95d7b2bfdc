import { EventEmitter } from 'node:events';
import { ApiClient } from '../../../cli/api-client.ts';
import type { Command } from '../../../cli/command.ts';
import { Interrupts } from '../../../cli/interrupts.ts';
import { readSettings } from '../../../cli/settings.ts';
import { Terminal } from '../../../cli/terminal.ts';
import { token, type FakeService } from './fake-service.ts';

/**
 * Runs one command in this process, which costs a hundredth of a program's start. Rejects with what
 * the program would report as its error.
 */
export async function runCommand(service: FakeService, command: Command, ...args: string[]) {
  const [stdout, stderr] = [paper(), paper()];
  const env = { HARVEST_URL: service.url, HARVEST_TOKEN: token };
  let ids = 0;
  const code = await command.execute(args, {
    settings: readSettings(env),
    api: new ApiClient(service.url, () => Promise.resolve(token)),
    terminal: new Terminal(stdout.stream, stderr.stream, env),
    interrupts: new Interrupts(new EventEmitter()),
    clock: () => 0,
    newId: (prefix) => `${prefix}_${String((ids += 1)).padStart(10, 'n')}`,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** A stream to write to that is no terminal, and what was written. */
function paper() {
  let written = '';
  const write = (text: string) => {
    written += text;
    return true;
  };
  return { stream: { isTTY: false, write } as NodeJS.WriteStream, text: () => written };
}
