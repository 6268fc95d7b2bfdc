import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectModels } from '../../adapters/models/connect.ts';
import type { ModelRequest, ModelUsage } from '../../core/ports/models.ts';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript, type TurnInput } from '../fakes/scripted-model-turns.ts';

const key = 'sk-a-key-that-must-not-leak';

/** What OpenCode takes for a reason to try again, whatever the status. */
const retried =
  /429|500|502|503|504|524|rate.?limit|overloaded|unavailable|server.?error|fetch failed|connection (error|refused|lost)|getaddrinfo|enotfound|eai_again|econnrefused|econnreset|etimedout|exhausted/i;

function chat(body: object, extra: Partial<ModelRequest> = {}): ModelRequest {
  return {
    method: 'POST',
    path: '/chat/completions',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sandbox-token' },
    body: new TextEncoder().encode(JSON.stringify(body)),
    signal: new AbortController().signal,
    ...extra,
  };
}

function scripted(turn: TurnInput, model = 'scripted', stream = true): ModelRequest {
  const content = promptWithScript('go', [turn]);
  const messages = [{ role: 'user', content }];
  return chat({ model, stream, messages });
}

async function startPage(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const errorOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string; message: string } }).error;

describe('an endpoint behind the proxy', () => {
  it('streams with the key of the provider in the place of the sandbox’s token, and meters', async () => {
    await using model = await startScriptedModel({ key });
    const models = connectModels({ endpoint: { url: `${model.url}/`, key, model: 'scripted' } });
    const used: ModelUsage[] = [];
    const answer = await models.forward(
      'endpoint',
      scripted({ text: 'hello there', usage: { input: 120, output: 7 } }),
      (usage) => void used.push(usage),
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(used).toEqual([]);
    expect(await answer.text()).toContain('"content":"hello there"');
    expect(used).toMatchObject([{ model: 'scripted', inputTokens: 120, outputTokens: 7 }]);
  });

  it('meters an answer in one piece', async () => {
    await using model = await startScriptedModel();
    const models = connectModels({ endpoint: { url: model.url, model: 'scripted' } });
    const used: ModelUsage[] = [];
    const request = scripted({ text: 'hi', usage: { input: 3, output: 2 } }, 'scripted', false);
    const answer = await models.forward('endpoint', request, (usage) => void used.push(usage));
    expect(await answer.json()).toMatchObject({ choices: [{ message: { content: 'hi' } }] });
    expect(used).toMatchObject([{ model: 'scripted', inputTokens: 3, outputTokens: 2 }]);
  });

  it('takes the first listed model when none is named, asking only at the first request', async () => {
    await using model = await startScriptedModel({ models: ['first', 'second'] });
    const models = connectModels({ endpoint: { url: model.url } });
    expect(models.default()).toMatchObject({ ref: 'endpoint/default', rehearsal: false });
    const answer = await models.forward(
      'endpoint',
      scripted({ text: 'hi' }, 'default'),
      () => undefined,
    );
    await answer.text();
    expect(model.requests[0]?.request.model).toBe('first');
  });

  it('passes the provider’s refusals on, with their wait and without the key', async () => {
    await using model = await startScriptedModel();
    const models = connectModels({ endpoint: { url: model.url, key, model: 'scripted' } });
    const error = { status: 429, message: `slow down, ${key}`, headers: { 'retry-after': '7' } };
    const answer = await models.forward('endpoint', scripted({ error }), () => undefined);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect((await errorOf(answer)).message).toBe('slow down, [key]');
  });

  it('passes on that the key is refused, also when the models must be asked for first', async () => {
    await using model = await startScriptedModel({ key });
    const models = connectModels({ endpoint: { url: model.url, key: 'sk-wrong' } });
    const answer = await models.forward('endpoint', scripted({}, 'default'), () => undefined);
    expect(answer.status).toBe(401);
    expect((await errorOf(answer)).message).toBe('Incorrect API key provided');
  });

  it('stops the provider when the agent stops', async () => {
    await using model = await startScriptedModel();
    const models = connectModels({ endpoint: { url: model.url, model: 'scripted' } });
    const abort = new AbortController();
    const request = { ...scripted({ text: 'wait', end: 'hang' }), signal: abort.signal };
    const answer = await models.forward('endpoint', request, () => undefined);
    const text = answer.text();
    abort.abort();
    await expect(text).rejects.toThrow();
    await model.abandoned();
  });

  it('fails the stream when the provider cuts it', async () => {
    await using model = await startScriptedModel();
    const models = connectModels({ endpoint: { url: model.url, model: 'scripted' } });
    const request = scripted({ text: 'half an ans', end: 'cut' });
    const answer = await models.forward('endpoint', request, () => undefined);
    await expect(answer.text()).rejects.toThrow();
  });
});

describe('an endpoint that is no model', () => {
  const request = chat({ model: 'm', stream: true, messages: [] });

  it.each([
    ['its port is a forbidden one', 'http://127.0.0.1:1/v1', 'its port'],
    ['the host is not known', 'http://nowhere.invalid/v1', 'its host name'],
    ['the address is none', 'http://127.0.0.1:99999/v1', 'its address is not valid'],
  ])('is refused at once, with the cause, when %s', async (_case, url, cause) => {
    const models = connectModels({ endpoint: { url, model: 'm' } });
    const answer = await models.forward('endpoint', request, () => undefined);
    const error = await errorOf(answer);
    expect(answer.status).toBe(424);
    expect(error.code).toBe('model_unreachable');
    expect(error.message).toContain(cause);
    expect(error.message).not.toMatch(retried);
  });

  it('is refused at once, with the cause, when nobody listens', async () => {
    const page = await startPage(() => undefined);
    await page[Symbol.asyncDispose]();
    const models = connectModels({ endpoint: { url: page.url, model: 'm' } });
    const answer = await models.forward('endpoint', request, () => undefined);
    expect(answer.status).toBe(424);
    const { message } = await errorOf(answer);
    expect(message).toContain('nothing listens at its address');
    expect(message).not.toMatch(retried);
  });

  it('is refused when it answers with a web page', async () => {
    await using page = await startPage((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end('<h1>Welcome</h1>');
    });
    for (const endpoint of [{ url: page.url, model: 'm' }, { url: page.url }]) {
      const models = connectModels({ endpoint });
      const body = { model: models.default().id, stream: true, messages: [] };
      const answer = await models.forward('endpoint', chat(body), () => undefined);
      const error = await errorOf(answer);
      expect(answer.status).toBe(424);
      expect(error.code).toBe('model_unreachable');
      expect(error.message).not.toMatch(retried);
    }
  });

  it('is refused when it answers in one piece although a stream was asked', async () => {
    await using page = await startPage((_request, response) => response.end('{"status":"ok"}'));
    const models = connectModels({ endpoint: { url: page.url, model: 'm' } });
    const answer = await models.forward('endpoint', request, () => undefined);
    expect(answer.status).toBe(424);
  });

  it('is refused when it does not begin to answer in time', async () => {
    await using page = await startPage(() => undefined);
    const models = connectModels({ endpoint: { url: page.url, model: 'm' } }, { deadlineMs: 50 });
    const answer = await models.forward('endpoint', request, () => undefined);
    expect(answer.status).toBe(424);
    expect((await errorOf(answer)).message).toContain('in time');
  });

  it('may be tried again when it breaks off', async () => {
    await using page = await startPage((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{', () => response.destroy());
    });
    const models = connectModels({ endpoint: { url: page.url, model: 'm' } });
    const answer = await models.forward('endpoint', request, () => undefined);
    expect(answer.status).toBe(502);
    expect((await errorOf(answer)).code).toBe('model_unreachable');
  });

  it('never has the key sent elsewhere by a redirect', async () => {
    const followed: string[] = [];
    await using page = await startPage((incoming, response) => {
      followed.push(incoming.url ?? '');
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const models = connectModels({ endpoint: { url: page.url, key, model: 'm' } });
    const answer = await models.forward('endpoint', request, () => undefined);
    expect(answer.status).toBe(424);
    expect(followed).toEqual(['/v1/chat/completions']);
  });
});

describe('the named providers', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['anthropic', '/messages', 'https://api.anthropic.com/v1/messages', 'x-api-key', key],
    [
      'openai',
      '/responses',
      'https://api.openai.com/v1/responses',
      'authorization',
      `Bearer ${key}`,
    ],
    [
      'azure-openai',
      '/responses',
      'https://ours.openai.azure.com/openai/v1/responses',
      'api-key',
      key,
    ],
    [
      'openrouter',
      '/chat/completions',
      'https://openrouter.ai/api/v1/chat/completions',
      'authorization',
      `Bearer ${key}`,
    ],
  ])('%s gets the key in its own way and nothing of the sandbox’s', async (...expected) => {
    const [provider, path, url, header, value] = expected;
    const fetched: Request[] = [];
    vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
      fetched.push(new Request(input, { ...init, body: init.body ?? null }));
      return Response.json({ usage: { input_tokens: 1, output_tokens: 1 } });
    });
    const models = connectModels({
      anthropic: { key },
      openai: { key },
      azureOpenai: { endpoint: 'https://ours.openai.azure.com/', key },
      openrouter: { key },
    });
    const model = models.list().find((candidate) => candidate.provider === provider);
    const secrets = { authorization: 'Bearer sandbox', 'x-api-key': 'sandbox', cookie: 'sandbox' };
    const headers = { ...secrets, 'api-key': 'sandbox', 'anthropic-version': '2023-06-01' };
    const request = chat({ model: model?.id, messages: [] }, { path, headers });
    const answer = await models.forward(provider, request, () => undefined);
    expect(answer.status).toBe(200);
    expect(fetched.map((sent) => sent.url)).toEqual([url]);
    const sent = Object.fromEntries(fetched[0]?.headers ?? []);
    expect(sent[header]).toBe(value);
    expect(sent['anthropic-version']).toBe('2023-06-01');
    expect(JSON.stringify(sent)).not.toContain('sandbox');
  });
});

describe('what is let through', () => {
  it('is a completion by a connected model, and the list', async () => {
    await using model = await startScriptedModel({ key });
    const models = connectModels({ endpoint: { url: model.url, key, model: 'scripted' } });
    const ask = (request: ModelRequest, provider = 'endpoint') =>
      models.forward(provider, request, () => undefined);
    const messages = [{ role: 'user', content: 'hi' }];
    expect((await ask(chat({ model: 'other', messages }))).status).toBe(404);
    expect((await ask(chat({ model: 'scripted', messages }, { path: '/files' }))).status).toBe(404);
    expect((await ask(chat({ model: 'scripted' }, { method: 'DELETE' }))).status).toBe(404);
    expect((await ask(chat({ messages }))).status).toBe(400);
    expect((await ask(chat({ model: 'scripted', messages }), 'openai')).status).toBe(404);
    expect(model.requests).toEqual([]);
    const list = await ask(chat({}, { method: 'GET', path: '/models', body: null }));
    expect(await list.json()).toMatchObject({ data: [{ id: 'scripted' }] });
  });
});
