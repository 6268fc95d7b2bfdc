import { access } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { cli, eventsIn } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { expectWellNumbered, ofType, until } from './support/session-log.ts';

test('one command brings the sample from a failing test to a branch', async () => {
  await using service = await Service.start();
  // Made without being asked for.
  await until(() =>
    access(`${service.home}/sample/.git`).then(
      () => true,
      () => undefined,
    ),
  );
  const prompt = 'Make the failing test pass';
  const run = await cli(service, 'run', '--repo', 'sample', '--json', prompt);
  expect(run).toMatchObject({ code: 0, stderr: '' });

  const events = eventsIn(run.stdout);
  expectWellNumbered(events);
  const phases = ofType(events, 'phase.finished');
  expect(phases.map(({ data }) => data.phase)).toEqual(['acquire', 'boot', 'clone', 'agent']);
  const finished = events.at(-1);
  expect(finished).toMatchObject({ type: 'run.finished', data: { outcome: 'completed' } });

  const [created] = ofType(events, 'session.created');
  const sample = GitRepository.at(`${service.home}/sample`);
  const branch = created?.data.branch ?? '';
  const [message, ...others] = await sample.messages(branch);
  expect(message).toContain('Harvest-Run: ');
  expect(others).toEqual([]);
  expect(await sample.git('branch', '--show-current')).toBe('main\n');
  expect(await sample.git('status', '--porcelain')).toBe('');

  const told = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await cli(service, ...args, '--json')).stdout);
  const { items } = await service.api.call('listSessions');
  expect(await told('sessions')).toMatchObject({ items });
  const [{ sessionId = '' } = {}] = items;
  expect(await told('show', sessionId)).toMatchObject({ session: { sessionId, branch } });
  expect(await told('diff', sessionId)).toMatchObject({
    diff: expect.stringContaining('+++ b/src/duration.ts'),
  });
  const again = await cli(service, 'events', sessionId, '--json');
  expect(eventsIn(again.stdout)).toEqual(events);
}, 400_000);
