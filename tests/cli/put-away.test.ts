import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { archive, unarchive } from '../../cli/commands/archive.ts';
import { deleteSession } from '../../cli/commands/delete.ts';
import { FakeService, token } from './support/fake-service.ts';
import { runCommand } from './support/run-command.ts';

// Each test starts programs, which take their time on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

const main = resolve(import.meta.dirname, '../../cli/main.ts');
const sessionId = 'ses_aaaa000001';

let service: FakeService;
let env: Record<string, string>;
beforeAll(async () => {
  service = await FakeService.start();
  service.add(sessionId, [], { title: 'Fix “it”\u001b[2J' });
  env = { HARVEST_URL: service.url, HARVEST_TOKEN: token };
});
afterAll(() => service.close());

/** Runs a command on a terminal of its own, on which `typed` is typed. */
async function onTerminal(typed: string, ...args: string[]) {
  const command = [process.execPath, main, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { PATH: process.env.PATH, SHELL: '/bin/sh', TERM: 'dumb', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const shown = text(child.stdout);
  child.stdin.end(typed);
  const [code] = await once(child, 'exit');
  return { code: code as number, shown: await shown };
}

test('a session goes into the archive and comes back', async () => {
  const away = await runCommand(service, archive, sessionId);
  expect(away).toMatchObject({
    code: 0,
    stdout: 'Archived. See it again: harvest sessions --all\n',
  });
  expect(service.sessions.get(sessionId)?.summary.archived).toBe(true);
  const back = await runCommand(service, unarchive, sessionId, '--json');
  expect(JSON.parse(back.stdout)).toMatchObject({ sessionId, archived: false });
});

test('a session is deleted by who says yes, or has said --yes', async () => {
  await expect(runCommand(service, deleteSession, sessionId)).rejects.toThrow('add --yes');

  const no = await onTerminal('n\n', 'delete', sessionId);
  expect(no.shown).toContain('Delete “Fix “it”␛[2J”? ');
  expect(no).toMatchObject({ code: 130, shown: expect.stringContaining('Nothing was deleted.') });
  expect(service.sessions.has(sessionId)).toBe(true);

  const yes = await onTerminal('y\n', 'delete', sessionId);
  expect(yes).toMatchObject({ code: 0, shown: expect.stringContaining('Deleted.') });
  expect(service.sessions.has(sessionId)).toBe(false);

  service.add(sessionId);
  expect(await runCommand(service, deleteSession, sessionId, '--yes')).toEqual({
    ...{ code: 0, stdout: 'Deleted.\n', stderr: '' },
  });
});
