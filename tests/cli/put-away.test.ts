import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { archive, unarchive } from '../../cli/commands/archive.ts';
import { deleteSession } from '../../cli/commands/delete.ts';
import { FakeService } from './support/fake-service.ts';
import { inTerminal, noTerminal } from './support/in-terminal.ts';
import { runCommand } from './support/run-command.ts';

// Some start programs, which take their time on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

const sessionId = 'ses_aaaa000001';

let service: FakeService;
beforeEach(async () => {
  service = await FakeService.start();
  service.add(sessionId, [], { title: 'Fix “it”\u001b[2J' });
});
afterEach(() => service.close());

/** Asks for the deletion in a terminal, and answers the question. */
async function answering(answer: string) {
  const asking = inTerminal(service, 'delete', sessionId);
  await asking.shows('(y/N)');
  asking.type(`${answer}\r`);
  return asking.ended;
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

test('a session is deleted without a question for who has said --yes, and for nobody else', async () => {
  await expect(runCommand(service, deleteSession, sessionId)).rejects.toThrow('add --yes');
  expect(service.sessions.has(sessionId)).toBe(true);
  expect(await runCommand(service, deleteSession, sessionId, '--yes')).toEqual({
    ...{ code: 0, stdout: 'Deleted.\n', stderr: '' },
  });
  expect(service.sessions.has(sessionId)).toBe(false);
});

test.skipIf(noTerminal)('a session is deleted by who says yes', async () => {
  const no = await answering('n');
  expect(no.shown).toContain('Delete “Fix “it”␛[2J”? ');
  expect(no).toMatchObject({ code: 130, shown: expect.stringContaining('Nothing was deleted.') });
  expect(service.sessions.has(sessionId)).toBe(true);

  const yes = await answering('y');
  expect(yes).toMatchObject({ code: 0, shown: expect.stringContaining('Deleted.') });
  expect(service.sessions.has(sessionId)).toBe(false);
});
