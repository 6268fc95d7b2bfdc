import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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

let service: FakeService;
beforeEach(async () => {
  service = await FakeService.start();
});
afterEach(() => service.close());

const cli = (...args: string[]) =>
  runCli(args, { HARVEST_URL: service.url, HARVEST_TOKEN: token, HARVEST_CWD: '/' });

const onlySession = () => [...service.sessions.keys()][0] ?? '';

test('run shows phases, setup log, reasoning, tools, text and the result', async () => {
  service.onPrompt = (sessionId, promptId) =>
    service.append(sessionId, [created, queued(promptId), ...successfulRun(promptId)]);
  const { code, stdout, stderr } = await cli('run', '--repo', 'sample', 'Fix it').ended;
  expect(stderr).toBe('');
  expect(stdout.replace(/ses_\w+/g, 'ses_ID')).toBe(
    [
      'Session ses_ID on sample, harvest/fix-it-abc',
      '  │ added 1 package',
      '✓ setup 0.8 s',
      'Working with rehearsal/script',
      'Let me look.',
      '$ bash npm test 0.4 s exit 1',
      'It is fixed.',
      '',
      '✓ Completed after 12 s',
      '  branch   harvest/fix-it-abc',
      '  changes  2 files, +10 -3',
      '  cost     $0.0123 (1,234 tokens)',
      '  See the diff: harvest diff ses_ID',
      '',
    ].join('\n'),
  );
  expect(code).toBe(0);
});

test('run --json prints the durable events as NDJSON and nothing else', async () => {
  service.rehearsal = true;
  service.onPrompt = (sessionId, promptId) =>
    service.append(sessionId, [created, queued(promptId), ...successfulRun(promptId)]);
  const { stdout, stderr } = await cli('run', '--repo', 'sample', '--json', 'Fix it').ended;
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { seq: number; type: string });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect([events[0]?.type, events.at(-1)?.type]).toEqual(['session.created', 'run.finished']);
  expect(stderr).toBe('');
});

test('run streams text as it is written, and does not repeat it when it is finished', async () => {
  service.onPrompt = (sessionId, promptId) =>
    service.append(sessionId, [created, queued(promptId), started(promptId)]);
  const running = cli('run', '--repo', 'sample', 'Fix it');
  await running.printed('Working with');
  await expect.poll(() => service.joined(onlySession())).toBe(true);
  const delta = { kind: 'delta', runId, partId: 'p1', partType: 'text' } as const;
  service.stream(onlySession(), { ...delta, offset: 0, text: 'One ' });
  service.stream(onlySession(), { ...delta, offset: 4, text: 'two' });
  await running.printed('One two');
  const promptId = [...service.prompts][0] ?? '';
  service.append(onlySession(), [
    {
      type: 'part.finished',
      data: { runId, part: { id: 'p1', type: 'text', text: 'One two three' } },
    },
    finished(promptId),
  ]);
  const { stdout } = await running.ended;
  expect(stdout).toContain('\nOne two three\n');
  expect(stdout.match(/One two/g)).toHaveLength(1);
});

test('run reads history again for what live messages missed', async () => {
  service.onPrompt = (sessionId, promptId) =>
    service.append(sessionId, [created, queued(promptId), started(promptId)]);
  const running = cli('run', '--repo', 'sample', '--json', 'Fix it');
  await running.printed('run.started');
  await expect.poll(() => service.joined(onlySession())).toBe(true);
  const promptId = [...service.prompts][0] ?? '';
  service.append(onlySession(), [{ type: 'run.waiting', data: { runId, cause: 'busy' } }], {
    missed: true,
  });
  service.append(onlySession(), [finished(promptId)]);
  const { stdout } = await running.ended;
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { seq: number }).seq),
  ).toEqual([1, 2, 3, 4, 5]);
});

test('run goes on after its live connection was cut', async () => {
  service.onPrompt = (sessionId, promptId) =>
    service.append(sessionId, [created, queued(promptId), started(promptId)]);
  const running = cli('run', '--repo', 'sample', 'Fix it');
  await running.printed('Working with');
  await expect.poll(() => service.joined(onlySession())).toBe(true);
  service.dropSockets();
  service.append(onlySession(), [finished([...service.prompts][0] ?? '')], { missed: true });
  expect(await running.ended).toMatchObject({ code: 0 });
});

test('run polls history when there are no live updates', async () => {
  service.live = false;
  service.onPrompt = (sessionId, promptId) =>
    service.append(sessionId, [created, queued(promptId), started(promptId)]);
  const running = cli('run', '--repo', 'sample', 'Fix it');
  await running.printed('Working with');
  service.append(onlySession(), [finished([...service.prompts][0] ?? '')]);
  expect(await running.ended).toMatchObject({ code: 0 });
});

test.each([
  ['failed', 1],
  ['stopped', 130],
] as const)('run that %s exits with %i', async (outcome, expected) => {
  service.onPrompt = (sessionId, promptId) =>
    service.append(sessionId, [
      created,
      queued(promptId),
      started(promptId),
      finished(promptId, {
        outcome,
        failure: { code: 'no_answer', message: 'No answer.\u001b[2J Really.' },
      }),
    ]);
  const { code, stdout } = await cli('run', '--repo', 'sample', 'Fix it').ended;
  expect(code).toBe(expected);
  expect(stdout).toContain('No answer.␛[2J Really.');
  expect(stdout).not.toContain('\u001b');
});

test('run --detach prints the id alone', async () => {
  const plain = await cli('run', '--repo', 'sample', '--detach', 'Fix it').ended;
  expect(plain).toMatchObject({ code: 0, stdout: `${onlySession()}\n`, stderr: '' });
  const { stdout } = await cli('run', '--repo', 'sample', '--detach', '--json', 'Fix it').ended;
  const [sessionId, promptId] = [[...service.sessions.keys()][1], [...service.prompts][1]];
  expect(JSON.parse(stdout)).toEqual({ sessionId, promptId });
});

test('run says at its start that a rehearsal model answers', async () => {
  service.rehearsal = true;
  service.onPrompt = (sessionId, promptId) =>
    service.append(sessionId, [created, queued(promptId), ...successfulRun(promptId)]);
  const { stdout } = await cli('run', '--repo', 'sample', 'Fix it').ended;
  expect(stdout).toMatch(/^Rehearsal: no model is connected/);
});

test('Ctrl-C without a terminal stops the run and waits for its end', async () => {
  service.onPrompt = (sessionId, promptId) => {
    service.append(sessionId, [created, queued(promptId), started(promptId)]);
    service.setRunning(sessionId, promptId);
  };
  service.onStop = (sessionId) =>
    service.append(sessionId, [
      { type: 'run.stopping', data: { runId, by: { id: 'ann', name: 'Ann' } } },
      finished([...service.prompts][0] ?? '', { outcome: 'stopped' }),
    ]);
  const running = cli('run', '--repo', 'sample', 'Fix it');
  await running.printed('Working with');
  running.interrupt();
  const { code, stdout } = await running.ended;
  expect(code).toBe(130);
  expect(stdout).toContain('■ Stopped after 12 s');
});

test('a second Ctrl-C leaves without waiting for the end', async () => {
  service.onPrompt = (sessionId, promptId) => {
    service.append(sessionId, [created, queued(promptId), started(promptId)]);
    service.setRunning(sessionId, promptId);
  };
  service.onStop = (sessionId) =>
    service.append(sessionId, [
      { type: 'run.stopping', data: { runId, by: { id: 'ann', name: 'Ann' } } },
    ]);
  const running = cli('run', '--repo', 'sample', 'Fix it');
  await running.printed('Working with');
  running.interrupt();
  await running.printed('Stopping…');
  // Those that come too soon count as the same press.
  const pressing = setInterval(running.interrupt, 100);
  const { code, stdout } = await running.ended.finally(() => clearInterval(pressing));
  expect(code).toBe(130);
  expect(stdout).not.toContain('Stopped after');
});

test('a refusal of the service is printed, with --json as its problem document', async () => {
  const plain = await cli('run', '--repo', './not-a-repository', 'Fix it').ended;
  expect(plain).toMatchObject({ code: 1, stdout: '' });
  expect(plain.stderr).toMatch(/^harvest: This is not a git repository.*\(request req-1\)\n$/);
  const json = await cli('run', '--repo', './not-a-repository', '--json', 'Fix it').ended;
  expect(JSON.parse(json.stderr)).toMatchObject({ code: 'repository_invalid', status: 422 });
});
