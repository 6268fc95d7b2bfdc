import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { ApiClient } from '../../cli/api-client.ts';
import type { Command } from '../../cli/command.ts';
import { events } from '../../cli/commands/events.ts';
import { invite } from '../../cli/commands/invite.ts';
import { prompt } from '../../cli/commands/prompt.ts';
import { run } from '../../cli/commands/run.ts';
import { sessions } from '../../cli/commands/sessions.ts';
import type { Context } from '../../cli/context.ts';
import { UsageError } from '../../cli/errors.ts';
import { commandHelp } from '../../cli/help.ts';
import { Interrupts } from '../../cli/interrupts.ts';
import { readSettings } from '../../cli/settings.ts';
import { Terminal } from '../../cli/terminal.ts';

/** A context in which nothing may reach the service. */
function offline(): Context {
  return {
    settings: readSettings({ HARVEST_CWD: '/' }),
    api: new ApiClient('http://127.0.0.1:1', () => {
      throw new Error('the service was called');
    }),
    terminal: new Terminal(process.stdout, process.stderr, {}),
    interrupts: new Interrupts(new EventEmitter()),
    clock: () => 0,
    newId: (prefix) => `${prefix}_0000000001`,
  };
}

test.each<[Command, string[], RegExp]>([
  [run, [], /^Usage: harvest run/],
  [run, ['two', 'prompts'], /^Usage: harvest run/],
  [run, ['--wings', 'x'], /--wings/],
  [run, ['--effort', 'none', '--repo', 'sample', 'x'], /--effort must be/],
  [run, ['--model', 'none', '--repo', 'sample', 'x'], /--model must look like/],
  [run, ['x'], /^\/ is not in a git repository/],
  [prompt, ['ses_0000000001'], /^Usage: harvest prompt/],
  [sessions, ['--limit', '0'], /--limit must be/],
  [sessions, ['--status', 'sad'], /--status must be one of/],
  [events, ['ses_0000000001', '--after', 'x'], /--after must be/],
  [invite, ['Grace', 'grace'], /^email: /],
  [invite, [' ', 'grace@example.com'], /^name: /],
])('%o with %j is refused before anything is sent', async (command, args, message) => {
  const outcome = await command.execute(args, offline()).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(UsageError);
  expect((outcome as UsageError).message).toMatch(message);
});

test.each([run, sessions])('the help of %o ends no line in a space', (command) => {
  expect(commandHelp(command)).not.toMatch(/ $/m);
});

test.each([
  [{ HARVEST_URL: 'ftp://host' }, /HARVEST_URL/],
  [{ HARVEST_URL: 'nonsense' }, /HARVEST_URL/],
  [{ HARVEST_PORT: '70710' }, /HARVEST_PORT/],
])('the settings %j are refused', (env, message) => {
  expect(() => readSettings(env)).toThrow(message);
});

test('the port is used where no address is named', () => {
  expect(readSettings({ HARVEST_PORT: '8080' })).toMatchObject({
    url: 'http://127.0.0.1:8080',
    urlGiven: false,
  });
  expect(
    readSettings({ HARVEST_PORT: '8080', HARVEST_URL: 'https://harvest.test/' }),
  ).toMatchObject({
    url: 'https://harvest.test',
    urlGiven: true,
  });
});
