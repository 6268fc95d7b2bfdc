import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerTurn } from './scripted-model-answer.ts';
import {
  readContext,
  ScriptedRequest,
  scriptIn,
  ScriptedTurn,
  type ScriptedContext,
  type TurnInput,
} from './scripted-model-turns.ts';

type ScriptedModelOptions = {
  /** Answers instead of the prompt's script; undefined leaves it to the script. */
  handler?: (context: ScriptedContext) => TurnInput | undefined;
  /** When set, requests without it as their bearer token get 401. */
  key?: string;
  models?: readonly string[];
};

export type ScriptedModel = {
  /** The base URL, with `/v1`. */
  url: string;
  /** Every chat completion request that was understood, oldest first. */
  requests: ScriptedContext[];
  /** Resolves when `count` requests have come since the start. */
  received(count: number): Promise<void>;
  /** Resolves when a client has left before its answer was complete. */
  abandoned(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * An OpenAI-compatible model for tests, on a free port. Each user message is answered by the turns
 * of its ```script block, by the number of answers since; or by `handler`. What it does not know
 * it refuses with 501 and the reason, so that a test cannot pass by a misunderstanding.
 */
export async function startScriptedModel(
  options: ScriptedModelOptions = {},
): Promise<ScriptedModel> {
  const { handler, key, models = ['scripted'] } = options;
  const requests: ScriptedContext[] = [];
  const changed = new EventTarget();
  let abandonedCount = 0;

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      refuse(response, 501, error instanceof Error ? error.message : String(error));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (key && request.headers.authorization !== `Bearer ${key}`) {
      refuse(response, 401, 'Incorrect API key provided');
      return;
    }
    if (request.method === 'GET' && request.url === '/v1/models') {
      const data = models.map((id) => ({ id, object: 'model' }));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ object: 'list', data }));
      return;
    }
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
      throw new Error(`not scripted: ${request.method} ${request.url}`);
    }
    const chat = ScriptedRequest.parse(JSON.parse(body));
    if (!models.includes(chat.model)) throw new Error(`not scripted: model ${chat.model}`);
    const context = { ...readContext(chat), request: chat, headers: request.headers, attempt: 1 };
    context.attempt += requests.filter((earlier) => isSameStep(earlier, context)).length;
    requests.push(context);
    changed.dispatchEvent(new Event('request'));
    play(response, context, chooseTurn(context));
  }

  function chooseTurn(context: ScriptedContext): ScriptedTurn {
    const handled = handler?.(context);
    const turn = handled ? ScriptedTurn.parse(handled) : scriptIn(context.user)?.[context.step];
    if (!turn) {
      throw new Error(`no turn for step ${context.step} of: ${context.user.slice(0, 200)}`);
    }
    return turn;
  }

  function play(response: ServerResponse, context: ScriptedContext, turn: ScriptedTurn): void {
    const { error, page } = turn;
    response.on('close', () => {
      // A cut is this side's doing.
      if (response.writableEnded || turn.end === 'cut') return;
      abandonedCount += 1;
      changed.dispatchEvent(new Event('abandoned'));
    });
    if (error && context.attempt <= (error.times ?? Infinity)) {
      const { status, message, type, code, headers } = error;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ error: { message, type, code, param: null } }));
    } else if (page !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(page);
    } else {
      answerTurn(response, context.request, turn, String(requests.length));
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    async received(count) {
      while (requests.length < count) await once(changed, 'request');
    },
    async abandoned() {
      if (abandonedCount === 0) await once(changed, 'abandoned');
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The agent names its session, so that the same prompt in two sessions is not a second attempt. */
function isSameStep(one: ScriptedContext, other: ScriptedContext): boolean {
  const session = 'x-session-affinity';
  return (
    one.user === other.user &&
    one.step === other.step &&
    one.headers[session] === other.headers[session]
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
  return body;
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'invalid_request_error', code: null } }));
}
