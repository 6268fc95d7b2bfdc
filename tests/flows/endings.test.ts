import { afterAll, beforeAll, expect, test } from 'vitest';
import { startScriptedModel, type ScriptedModel } from '../fakes/scripted-model.ts';
import {
  promptWithScript,
  type ScriptedContext,
  type TurnInput,
} from '../fakes/scripted-model-turns.ts';
import { bash, said } from './support/agent-turns.ts';
import { cli, promptByCli } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { atWork, killAgent, killSandbox } from './support/sandbox-processes.ts';
import { Service } from './support/service.ts';
import { historyOf, ofType } from './support/session-log.ts';

const tooLong = 'prompt is too long: maximum context length';
const timeLimitMs = 120_000;

let model: ScriptedModel;
let service: Service;
let repository: GitRepository;
let sessionId: string;

beforeAll(async () => {
  model = await startScriptedModel({ handler: neverFits });
  service = await Service.start({
    env: { HARVEST_MODEL_URL: model.url, HARVEST_LOST_SECONDS: '4' },
  });
  repository = await GitRepository.create({ 'README.md': '# Endings\n' });
  const body = { repository: repository.directory };
  ({ sessionId } = await service.api.call('createSession', { body }));
}, 60_000);

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await repository[Symbol.asyncDispose]();
  await model[Symbol.asyncDispose]();
});

/** Refuses the conversation as too long however often the agent, which uses no tools then, sums it up. */
function neverFits({ request }: ScriptedContext): TurnInput | undefined {
  if (request.tools.length === 0) return { text: 'A summary.' };
  // The agent's own words, when it goes on after summing up.
  const fits = !said(request, 'OVERFLOW') && !said(request, 'The previous request exceeded');
  return fits ? undefined : { error: { status: 400, message: tooLong } };
}

/** Sends a prompt by the command line and answers how its run, and the command, have ended. */
function prompt(text: string) {
  return promptByCli(service, sessionId, text);
}

/** A turn that is at work, as `/w/NAME` says, until it is cut off, and then only finishes. */
function cutOff(name: string): TurnInput[] {
  const once = bash(
    `echo done > ${name}.txt; [ -e /w/${name} ] || { touch /w/${name}; sleep 600; }`,
  );
  return [once, once, { text: 'Done.' }, { text: 'Done.' }];
}

/** The folder of the session's sandbox, once the turn of `name` is at work in it. */
async function working(name: string): Promise<string> {
  const { sandboxId } = await service.api.call('getSession', { params: { sessionId } });
  return atWork(service, sandboxId ?? '', name);
}

test(
  'success',
  async () => {
    const turns = [bash('echo one > one.txt'), { text: 'Done.' }];
    expect(await prompt(promptWithScript('Succeed', turns))).toMatchObject({
      code: 0,
      outcome: 'completed',
    });
  },
  timeLimitMs,
);

test.each([
  ['a provider’s error', { status: 400, message: 'Not like this.' }, 'model_refused'],
  ['a wait of an hour', { status: 429, headers: { 'retry-after': '3600' } }, 'model_throttled'],
])(
  '%s',
  async (what, error, cause) => {
    expect(await prompt(promptWithScript(what, [{ error }]))).toEqual({
      ...{ code: 1, outcome: 'failed', cause },
    });
  },
  timeLimitMs,
);

test(
  'a stop',
  async () => {
    const running = prompt(promptWithScript('Go on for ever', cutOff('stopped')));
    await working('stopped');
    expect(await cli(service, 'stop', sessionId)).toMatchObject({ code: 0 });
    expect(await running).toMatchObject({ code: 130, outcome: 'stopped' });
  },
  timeLimitMs,
);

test(
  'an agent that is killed',
  async () => {
    const running = prompt(promptWithScript('Survive the agent', cutOff('agent')));
    await killAgent(await working('agent'));
    expect(await running).toMatchObject({ code: 0, outcome: 'completed' });
  },
  timeLimitMs,
);

test(
  'a supervisor that is killed',
  async () => {
    const running = prompt(promptWithScript('Survive the sandbox', cutOff('supervisor')));
    await killSandbox(await working('supervisor'));
    expect(await running).toMatchObject({ code: 0, outcome: 'completed' });
  },
  timeLimitMs,
);

test(
  'a conversation that never fits',
  async () => {
    expect(await prompt('OVERFLOW')).toEqual({
      ...{ code: 1, outcome: 'failed', cause: 'context_overflow' },
    });
  },
  timeLimitMs,
);

test('each has left its mark once', async () => {
  const events = await historyOf(service.api, sessionId);
  expect(ofType(events, 'run.finished')).toHaveLength(7);
  expect(ofType(events, 'run.lost')).toHaveLength(1);
  expect(ofType(events, 'sandbox.started')).toHaveLength(2);
  const { branch } = await service.api.call('getSession', { params: { sessionId } });
  const runs = (await repository.messages(branch)).map((message) =>
    /^Harvest-Run: .+$/m.exec(message),
  );
  expect(new Set(runs.map(String)).size).toBe(runs.length);
});
