import { expect, it } from 'vitest';
import { startScriptedModel } from './scripted-model.ts';
import { promptWithScript, type TurnInput } from './scripted-model-turns.ts';

type Message = { role: string; content: string; tool_call_id?: string };

function post(url: string, body: object, signal?: AbortSignal): Promise<Response> {
  const json = JSON.stringify({ model: 'scripted', ...body });
  return fetch(`${url}/chat/completions`, {
    method: 'POST',
    body: json,
    ...(signal ? { signal } : {}),
  });
}

const script = (...turns: TurnInput[]): Message => ({
  role: 'user',
  content: promptWithScript('go', turns),
});

it('answers each step of the script in the prompt', async () => {
  await using model = await startScriptedModel();
  const prompt = script({ calls: [{ name: 'read', args: { filePath: 'a' } }] }, { text: 'done' });
  const first = await post(model.url, { messages: [prompt] });
  expect(await first.json()).toMatchObject({
    choices: [
      {
        finish_reason: 'tool_calls',
        message: { tool_calls: [{ function: { name: 'read', arguments: '{"filePath":"a"}' } }] },
      },
    ],
  });
  const answered = { role: 'assistant', content: '' };
  const result = { role: 'tool', content: 'text of a', tool_call_id: 'x' };
  const second = await post(model.url, { messages: [prompt, answered, result] });
  expect(await second.json()).toMatchObject({ choices: [{ message: { content: 'done' } }] });
  expect(model.requests.map(({ step, outputs }) => ({ step, outputs }))).toEqual([
    { step: 0, outputs: [] },
    { step: 1, outputs: ['text of a'] },
  ]);
});

it('answers with code in a fence of its own', async () => {
  await using model = await startScriptedModel();
  const text = 'Look:\n```ts\nconst a = 1;\n```';
  const answer = await post(model.url, { messages: [script({ text })] });
  expect(await answer.json()).toMatchObject({ choices: [{ message: { content: text } }] });
});

it('goes on with the script when a message without one comes in between', async () => {
  await using model = await startScriptedModel();
  const prompt = script({ text: 'one' }, { text: 'two' });
  const steer = { role: 'user', content: 'and be quick' };
  const messages = [prompt, { role: 'assistant', content: 'one' }, steer];
  expect(await (await post(model.url, { messages })).text()).toContain('"content":"two"');
});

it('fails as often as scripted, with status and headers', async () => {
  await using model = await startScriptedModel();
  const error = { status: 429, headers: { 'retry-after': '3' }, times: 1 };
  const messages = [script({ error, text: 'at last' })];
  const failed = await post(model.url, { messages });
  expect([failed.status, failed.headers.get('retry-after')]).toEqual([429, '3']);
  expect(await (await post(model.url, { messages })).text()).toContain('at last');
});

it('hangs until the client leaves', async () => {
  await using model = await startScriptedModel();
  const abort = new AbortController();
  const body = { stream: true, messages: [script({ text: 'hm', end: 'hang' })] };
  const answer = await post(model.url, body, abort.signal);
  abort.abort();
  await expect(answer.text()).rejects.toThrow();
  await model.abandoned();
});

it.each([
  ['an unknown path', '/embeddings', { messages: [script({ text: 'x' })] }],
  ['an unknown model', '/chat/completions', { model: 'gpt', messages: [script({ text: 'x' })] }],
  [
    'a prompt without a script',
    '/chat/completions',
    { messages: [{ role: 'user', content: 'x' }] },
  ],
  [
    'an unknown field in a turn',
    '/chat/completions',
    { messages: [script({ txt: 'x' } as TurnInput)] },
  ],
])('refuses %s with 501', async (_case, path, body) => {
  await using model = await startScriptedModel();
  const json = JSON.stringify({ model: 'scripted', ...body });
  const answer = await fetch(`${model.url}${path}`, { method: 'POST', body: json });
  expect(answer.status).toBe(501);
  expect(model.requests.length).toBeLessThanOrEqual(1);
});

it('lets a handler answer, with the key it was given', async () => {
  await using model = await startScriptedModel({
    key: 'secret',
    handler: ({ user }) => ({ text: `echo: ${user}` }),
  });
  const messages = [{ role: 'user', content: 'hi' }];
  expect((await post(model.url, { messages })).status).toBe(401);
  const answer = await fetch(`${model.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer secret' },
    body: JSON.stringify({ model: 'scripted', messages }),
  });
  expect(await answer.text()).toContain('echo: hi');
});
