import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeService, token } from './support/fake-service.ts';
import { runCli } from './support/run-cli.ts';
import { created, person, queued, started } from './support/scripted-session.ts';

// Each test starts programs, which take their time on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

const sessionId = 'ses_aaaa000001';
const running = 'prm_0000000001';
const first = 'prm_0000000002';
const second = 'prm_0000000003';

let service: FakeService;
beforeEach(async () => {
  service = await FakeService.start();
});
afterEach(() => service.close());

function cli(args: string[], input?: string) {
  return runCli(args, { HARVEST_URL: service.url, HARVEST_TOKEN: token }, input).ended;
}

/** What the service was asked to do with prompts. */
const asked = () =>
  service.calls
    .filter(({ name }) => /Prompt$/.test(name))
    .map(({ name, params, body }) => [name, params.promptId, (body as { text?: string })?.text]);

describe('a session in which prompts wait', () => {
  beforeEach(() =>
    service.add(sessionId, [
      ...[created, queued(running), started(running)],
      ...[queued(first, 'Then that', 1), queued(second, 'Then\u001b[2J more', 2)],
    ]),
  );

  test('the prompt of a number, or of an id, is written anew', async () => {
    const one = await cli(['edit', sessionId, '1', 'Rather this']);
    expect(one).toEqual({ code: 0, stdout: 'Written anew. It said: Then that\n', stderr: '' });
    const two = await cli(['edit', sessionId, second, '-', '--json'], 'Rather\nthis');
    expect(JSON.parse(two.stdout)).toEqual({ promptId: second });
    expect(asked()).toEqual([
      ['changePrompt', first, 'Rather this'],
      ['changePrompt', second, 'Rather\nthis'],
    ]);
  });

  test('the prompt of a number is cancelled, and which is asked where several wait', async () => {
    const which = await cli(['cancel', sessionId, '3']);
    expect(which).toMatchObject({ code: 2, stdout: '' });
    expect(which.stderr).toContain('  1. Then that\n  2. Then␛[2J more\n');
    expect(asked()).toEqual([]);
    expect(await cli(['cancel', sessionId, '2'])).toMatchObject({
      code: 0,
      stdout: 'Cancelled: Then␛[2J more\n',
    });
    expect(asked()).toEqual([['cancelPrompt', second, undefined]]);
  });

  test('the only one that waits needs no number, and none is said to be none', async () => {
    service.append(sessionId, [
      { type: 'prompt.cancelled', data: { promptId: first, by: person } },
    ]);
    const only = await cli(['cancel', sessionId, '--json']);
    expect(JSON.parse(only.stdout)).toEqual({ promptId: second });
    service.append(sessionId, [
      { type: 'prompt.cancelled', data: { promptId: second, by: person } },
    ]);
    expect(await cli(['cancel', sessionId])).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: 'harvest: No prompt is waiting in this session.\n',
    });
  });
});

test('prompt says what could not be steered, and that the branch was discarded', async () => {
  service.add(sessionId, [created], { branchState: 'discarded' });
  service.onPrompt = (id, promptId) => service.append(id, [queued(promptId, 'Also', 0)]);
  const alone = await cli(['prompt', sessionId, 'Also', '--steer', '--detach']);
  expect(alone).toMatchObject({ code: 0, stdout: `${sessionId}\n` });
  expect(alone.stderr).toMatch(/^The branch .*discarded; .*\nNothing is running .* own\.\n$/);
});

test('prompt says that a run which only begins cannot be steered', async () => {
  service.add(sessionId, [created]);
  service.onPrompt = (id, promptId) => service.append(id, [queued(promptId, 'Also', 1)]);
  const early = await cli(['prompt', sessionId, 'Also', '--steer', '--detach']);
  expect(early).toMatchObject({ code: 0, stdout: `${sessionId}\n` });
  expect(early.stderr).toMatch(/^The run is only beginning, .* at the end of the queue\.\n$/);
});

test('a prompt that is refused when it comes to its session fails with the cause', async () => {
  service.add(sessionId, [created]);
  const failure = { code: 'session_archived' as const, message: 'This session is archived.' };
  service.onPrompt = (id, promptId) =>
    service.append(id, [
      { type: 'prompt.refused', data: { promptId, text: 'Also', author: person, failure } },
    ]);
  expect(await cli(['prompt', sessionId, 'Also'])).toMatchObject({
    ...{ code: 1, stderr: 'harvest: This session is archived.\n' },
  });
});
