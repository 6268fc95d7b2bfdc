import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Statistics } from '../../core/statistics.ts';
import { FakeService, token } from './support/fake-service.ts';
import { runCli } from './support/run-cli.ts';
import {
  created,
  finished,
  queued,
  runId,
  started,
  successfulRun,
} from './support/scripted-session.ts';

// Each test starts programs, which take their time on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

const idle = 'ses_aaaa000001';
const busy = 'ses_aabb000002';
const old = 'ses_cccc000003';
const promptId = 'prm_0000000001';
const waiting = 'prm_0000000002';

let service: FakeService;
beforeAll(async () => {
  service = await FakeService.start();
  service.add(idle, [created, queued(promptId), ...successfulRun(promptId)]);
  service.add(busy, [created, queued(promptId), started(promptId), queued(waiting, 'Then that')], {
    status: 'running',
    title: 'Busy\u001b[2J one',
  });
  service.setRunning(busy, promptId);
  service.add(old, [created], {
    archived: true,
    createdAt: '2026-12-31T00:00:00.000Z',
    updatedAt: '2025-01-01T00:00:00.000Z',
  });
});
afterAll(() => service.close());

const cli = (...args: string[]) =>
  runCli(args, { HARVEST_URL: service.url, HARVEST_TOKEN: token }).ended;

describe.concurrent('harvest', () => {
  test('sessions lists what is not archived as a table', async () => {
    const { code, stdout } = await cli('sessions');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^SESSION +STATUS +AGE +REPOSITORY +TITLE$/);
    expect(lines.slice(1).map((line) => line.split(/ +/).slice(0, 2))).toEqual([
      [idle, 'idle'],
      [busy, 'running'],
    ]);
    expect(stdout).not.toContain('\u001b');
    expect(code).toBe(0);
  });

  test('sessions takes --all, --status, --limit and --json', async () => {
    const idsOf = ({ stdout }: { stdout: string }) =>
      (JSON.parse(stdout) as { items: { sessionId: string }[] }).items.map(
        (item) => item.sessionId,
      );
    expect(idsOf(await cli('sessions', '--json', '--all'))).toEqual([idle, busy, old]);
    expect(idsOf(await cli('sessions', '--json', '--status', 'running'))).toEqual([busy]);
    expect(idsOf(await cli('sessions', '--json', '--limit', '1'))).toEqual([idle]);
  });

  test('show tells the summary, the waiting prompts and the last run', async () => {
    const busyOne = await cli('show', busy);
    expect(busyOne.stdout).toContain('Waiting prompts\n  1. Then that\n');
    const { stdout } = await cli('show', idle);
    expect(stdout).toContain('Last run completed after 12 s, rehearsal/script\n');
    expect(stdout).toContain('\nIt is fixed.\n');
  });

  test('events prints the events after a number', async () => {
    const { stdout } = await cli('events', idle, '--after', '9');
    expect(stdout).toBe(
      '   10 03:04:05 run.usage        1,234 tokens\n' +
        '   11 03:04:05 run.finished     completed after 12 s\n',
    );
  });

  test('invite prints an address for another person', async () => {
    const { stdout } = await cli('invite', 'Grace', 'grace@example.com');
    expect(stdout).toMatch(/^http:\S+\/#code=x\nWorks once, until 2026-/);
  });

  test.each([
    { what: ['', 'grace@example.com'], says: 'name: say what the person is called' },
    { what: ['Grace', 'grace'], says: 'email: is not an email address, such as name@example.com' },
  ])('invite refuses $what in plain words', async ({ what, says }) => {
    const { code, stderr } = await cli('invite', ...what);
    expect(code).toBe(2);
    expect(stderr).toContain(`harvest: ${says}\n`);
  });

  test('diff prints the diff byte for byte into a pipe', async () => {
    const diff = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b\u001b\n';
    const session = service.sessions.get(idle);
    if (session) session.diff = diff;
    expect(await cli('diff', idle)).toEqual({ code: 0, stdout: diff, stderr: '' });
  });

  test('merge says what became of the branch, and a conflict fails', async () => {
    const target = service.sessions.get(old);
    if (!target) throw new Error('The session is missing.');
    const commit = '0123456789abcdef0123456789abcdef01234567';
    target.merge = { state: 'merged', commit, into: 'main' };
    const merged = await cli('merge', old);
    expect(merged).toMatchObject({ code: 0, stdout: expect.stringContaining('0123456789ab') });
    target.merge = { state: 'conflict', files: ['src/a\u001b[2J.ts'], into: 'main' };
    const conflict = await cli('merge', old);
    expect(conflict.code).toBe(1);
    expect(conflict.stdout).toContain('src/a');
    expect(conflict.stdout).not.toContain('\u001b');
    expect(JSON.parse((await cli('merge', old, '--json')).stdout)).toEqual(target.merge);
  });

  test('discard deletes the branch, and a refused merge says what to do', async () => {
    expect(await cli('discard', idle)).toMatchObject({ code: 0 });
    expect(service.calls).toContainEqual(
      expect.objectContaining({ name: 'discardBranch', params: { sessionId: idle } }),
    );
    expect(await cli('merge', idle)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Commit or stash'),
    });
  });

  test('stats sums up the last days', async () => {
    const statistics = new Statistics({
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-01-08T00:00:00.000Z',
    });
    statistics.add({
      ...{ kind: 'run', at: '2026-01-02T00:00:00.000Z', sessionId: idle, repository: 'sample' },
      ...{ person: { id: 'ann', name: 'Ann' }, model: 'a/b', outcome: 'completed' },
      ...{ durationMs: 60_000, firstTokenMs: 400, committed: true, costUsd: 0.5, tokens: 1_200 },
    });
    service.stats = statistics.result();
    const { code, stdout } = await cli('stats', '--days', '7');
    expect(code).toBe(0);
    expect(stdout).toContain('1 (1 completed, 0 failed, 0 stopped)');
    expect(stdout).toContain('0.4 s (p95 0.4 s)');
    expect(stdout).toMatch(/Ann +1 run +\$0\.5000 \(1,200 tokens\)/);
    const { query } = service.calls.findLast(({ name }) => name === 'stats') ?? {};
    const { from, to } = query as { from: string; to: string };
    expect(Date.parse(to) - Date.parse(from)).toBe(7 * 86_400_000);
    expect((await cli('stats', '--days', '0')).code).toBe(2);
  });

  test('rebuild waits for its end, and says what came of it', async () => {
    const none = { sessions: 0, removed: 0, failed: 0 };
    const half = { ...none, state: 'running' as const, sessions: 20 };
    service.rebuild = [half, half, { ...half, state: 'done', sessions: 21, removed: 1 }];
    expect(await cli('rebuild')).toMatchObject({
      code: 0,
      stdout: 'Rebuilt from 21 sessions. Removed 1 of sessions that are not there any more.\n',
    });
    service.rebuild = [{ ...none, state: 'done', sessions: 1, failed: 1 }];
    expect(await cli('rebuild')).toMatchObject({
      code: 1,
      stdout: 'Rebuilt from 1 session. 1 session failed: see the log, and run it again.\n',
    });
    service.rebuild = [{ ...half, state: 'failed' }];
    expect(await cli('rebuild')).toMatchObject({
      code: 1,
      stdout: 'It broke off after 20 sessions. Run it again.\n',
    });
  });

  test('rebuild waits out a restart of the service', async () => {
    const none = { sessions: 1, removed: 0, failed: 0 };
    const running = { ...none, state: 'running' as const };
    const restarted = await FakeService.start();
    restarted.rebuild = [running, 'unavailable', running, { ...none, state: 'done' }];
    const env = { HARVEST_URL: restarted.url, HARVEST_TOKEN: token };
    const ended = await runCli(['rebuild'], env).ended;
    await restarted.close();
    expect(ended).toMatchObject({ code: 0, stdout: 'Rebuilt from 1 session.\n' });
  });

  test('a session may be named by the beginning of its id, if that fits one only', async () => {
    expect((await cli('show', 'ccc')).stdout).toContain(old);
    const several = await cli('show', 'ses_aa');
    expect(several).toMatchObject({ code: 2, stdout: '' });
    expect(several.stderr).toContain(`(${idle}, ${busy})`);
    const none = await cli('show', 'zzz', '--json');
    expect(none.code).toBe(1);
    expect(JSON.parse(none.stderr)).toMatchObject({ code: 'session_unknown' });
  });

  test('stop waits until the run has stopped', async () => {
    service.onStop = (sessionId) =>
      service.append(sessionId, [finished(promptId, { outcome: 'stopped', runId })]);
    expect(await cli('stop', busy)).toEqual({
      code: 0,
      stdout: 'Stopped after 12 s.\n',
      stderr: '',
    });
    expect(await cli('stop', idle)).toEqual({
      code: 0,
      stdout: 'Nothing is running in this session.\n',
      stderr: '',
    });
  });

  test.each([[[]], [['fly']], [['run', '--wings', 'x']]])('%j is wrong usage', async (args) => {
    expect(await cli(...args)).toMatchObject({ code: 2 });
  });
});

test('a service that was named and does not answer is said to be away', async () => {
  const closed = await FakeService.start();
  const { url } = closed;
  await closed.close();
  const { code, stderr } = await runCli(['run', '--repo', 'sample', 'x'], {
    HARVEST_URL: url,
    HARVEST_TOKEN: token,
  }).ended;
  expect(code).toBe(1);
  expect(stderr).toBe(
    `harvest: No Harvest service answers at ${url}. Start it with \`npm start\`.\n`,
  );
});

test('a wrong token is refused with what to do', async () => {
  const wrong = 'wrong token';
  const { code, stderr } = await runCli(['sessions'], {
    HARVEST_URL: service.url,
    HARVEST_TOKEN: wrong,
  }).ended;
  expect(code).toBe(1);
  expect(stderr).toContain('Set HARVEST_HOME to the folder of that service');
  expect(stderr).not.toContain(wrong);
});
