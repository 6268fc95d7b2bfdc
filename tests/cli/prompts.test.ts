import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cancel } from '../../cli/commands/cancel.ts';
import { edit } from '../../cli/commands/edit.ts';
import { prompt } from '../../cli/commands/prompt.ts';
import { CliError, UsageError } from '../../cli/errors.ts';
import { FakeService } from './support/fake-service.ts';
import { runCommand } from './support/run-command.ts';
import { created, person, queued, started } from './support/scripted-session.ts';

const sessionId = 'ses_aaaa000001';
const running = 'prm_0000000001';
const first = 'prm_0000000002';
const second = 'prm_0000000003';

let service: FakeService;
beforeEach(async () => {
  service = await FakeService.start();
});
afterEach(() => service.close());

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
    const one = await runCommand(service, edit, sessionId, '1', 'Rather this');
    expect(one).toEqual({ code: 0, stdout: 'Written anew. It said: Then that\n', stderr: '' });
    const two = await runCommand(service, edit, sessionId, second, 'Rather\nthis', '--json');
    expect(JSON.parse(two.stdout)).toEqual({ promptId: second });
    expect(asked()).toEqual([
      ['changePrompt', first, 'Rather this'],
      ['changePrompt', second, 'Rather\nthis'],
    ]);
  });

  test('the prompt of a number is cancelled, and which is asked where several wait', async () => {
    await expect(runCommand(service, cancel, sessionId, '3')).rejects.toEqual(
      new UsageError(
        'Say which of the waiting prompts, by its number:\n  1. Then that\n  2. Then␛[2J more',
      ),
    );
    expect(asked()).toEqual([]);
    expect(await runCommand(service, cancel, sessionId, '2')).toMatchObject({
      code: 0,
      stdout: 'Cancelled: Then␛[2J more\n',
    });
    expect(asked()).toEqual([['cancelPrompt', second, undefined]]);
  });

  test('the only one that waits needs no number, and none is said to be none', async () => {
    service.append(sessionId, [
      { type: 'prompt.cancelled', data: { promptId: first, by: person } },
    ]);
    const only = await runCommand(service, cancel, sessionId, '--json');
    expect(JSON.parse(only.stdout)).toEqual({ promptId: second });
    service.append(sessionId, [
      { type: 'prompt.cancelled', data: { promptId: second, by: person } },
    ]);
    await expect(runCommand(service, cancel, sessionId)).rejects.toEqual(
      new CliError('No prompt is waiting in this session.', 'prompt_unknown'),
    );
  });
});

test('prompt says what could not be steered, and that the branch was discarded', async () => {
  service.add(sessionId, [created], { branchState: 'discarded' });
  service.onPrompt = (id, promptId) => service.append(id, [queued(promptId, 'Also', 0)]);
  const alone = await runCommand(service, prompt, sessionId, 'Also', '--steer', '--detach');
  expect(alone).toMatchObject({ code: 0, stdout: `${sessionId}\n` });
  expect(alone.stderr).toMatch(/^The branch .*discarded; .*\nNothing is running .* own\.\n$/);
});

test('prompt says that a run which only begins cannot be steered', async () => {
  service.add(sessionId, [created]);
  service.onPrompt = (id, promptId) => service.append(id, [queued(promptId, 'Also', 1)]);
  const early = await runCommand(service, prompt, sessionId, 'Also', '--steer', '--detach');
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
  for (const options of [[], ['--json']])
    await expect(runCommand(service, prompt, sessionId, 'Also', ...options)).rejects.toEqual(
      new CliError('This session is archived.', 'session_archived'),
    );
});
