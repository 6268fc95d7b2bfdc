import {
  createOpencodeClient,
  type AssistantMessage,
  type SessionStatus,
} from '@opencode-ai/sdk/v2/client';
import type {
  OpencodeEvent,
  OpencodeListener,
} from '../../../sandbox/supervisor/opencode-events.ts';
import type { TurnOptions } from '../../../sandbox/supervisor/turn.ts';
import type { StoredMessage } from '../../../sandbox/supervisor/turn-verdict.ts';

const sessionId = 'ses_scripted';

/**
 * OpenCode's side of its protocol, for what the real one does only at moments that cannot be
 * chosen. The requests are those of the unmodified SDK; a test says what happens at each.
 */
export class ScriptedOpencode {
  status: SessionStatus = { type: 'idle' };
  messages: StoredMessage[] = [];
  alive = true;
  /** The texts of the messages so far. */
  readonly said: string[] = [];
  /** The requests so far, such as `POST prompt_async`. */
  readonly requests: string[] = [];
  /** Called with each request before it is answered; one that throws breaks the connection. */
  onRequest: (request: string) => void = () => {};
  #listener: OpencodeListener | undefined;

  readonly agent: TurnOptions['agent'] = {
    sessionId,
    client: async () => this.#client,
    alive: async () => this.alive,
    kill: async () => {
      this.alive = false;
    },
    restart: async () => {
      this.alive = true;
    },
    listen: (listener) => {
      this.#listener = listener;
      return () => {
        this.#listener = undefined;
      };
    },
  };

  readonly #client = createOpencodeClient({
    baseUrl: 'http://opencode',
    fetch: async (request) => this.#answer(request as Request),
  });

  idle(): void {
    this.#emit({ id: 'evt', type: 'session.idle', properties: { sessionID: sessionId } });
  }

  /** Announces that the conversation has been replaced by its summary. */
  compact(): void {
    this.updated({ summary: true, finish: 'stop' });
    this.#emit({ id: 'evt', type: 'session.compacted', properties: { sessionID: sessionId } });
  }

  /** Announces an answer's state without storing it. */
  updated(more: Partial<AssistantMessage>): void {
    const properties = { sessionID: sessionId, info: { ...plainAnswer, ...more } };
    this.#emit({ id: 'evt', type: 'message.updated', properties });
  }

  /** Announces that what was asked could not be done. */
  fail(error: NonNullable<AssistantMessage['error']>): void {
    const properties = { sessionID: sessionId, error };
    this.#emit({ id: 'evt', type: 'session.error', properties });
  }

  #emit(event: OpencodeEvent): void {
    this.#listener?.event(event);
  }

  /** Stores an answer of the model to whatever was asked last. */
  reply(more: Partial<AssistantMessage>, text = ''): void {
    const id = `${this.messages.at(-1)?.info.id}a`;
    const info: AssistantMessage = { ...plainAnswer, id, ...more };
    const part = { id: `prt_${id}`, sessionID: sessionId, messageID: id } as const;
    this.messages.push({ info, parts: text ? [{ ...part, type: 'text', text }] : [] });
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const name = `${request.method} ${pathname.split('/').at(-1)}`;
    this.requests.push(name);
    this.onRequest(name);
    switch (name) {
      case 'POST prompt_async': {
        const { messageID, parts } = (await request.json()) as {
          messageID: string;
          parts: Array<{ text: string }>;
        };
        this.said.push(parts[0]?.text ?? '');
        this.messages.push(promptMessage(messageID));
        return new Response(null, { status: 204 });
      }
      case 'POST abort':
        return Response.json(true);
      case 'GET status':
        return Response.json({ [sessionId]: this.status });
      case 'GET children':
        return Response.json([]);
      case 'GET message':
        return this.#page(searchParams);
      default:
        return new Response(null, { status: 404 });
    }
  }

  /** The end of the list, or what comes before the cursor, as OpenCode pages it. */
  #page(query: URLSearchParams): Response {
    const end = Number(query.get('before') ?? this.messages.length);
    const start = Math.max(0, end - Number(query.get('limit') ?? end));
    const headers = start > 0 ? { 'x-next-cursor': String(start) } : undefined;
    return Response.json(this.messages.slice(start, end), headers && { headers });
  }
}

/** An answer of the model that has come to its end, long ago. */
export const plainAnswer: AssistantMessage = {
  id: '',
  sessionID: sessionId,
  role: 'assistant',
  time: { created: 1, completed: 2 },
  parentID: '',
  modelID: 'm',
  providerID: 'p',
  mode: 'build',
  agent: 'build',
  path: { cwd: '/w/repo', root: '/w/repo' },
  cost: 0,
  tokens: { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
};

/** A person's message as it is stored. */
export function promptMessage(id: string): StoredMessage {
  const model = { providerID: 'p', modelID: 'm' };
  return {
    info: { id, sessionID: sessionId, role: 'user', time: { created: 1 }, agent: 'build', model },
    parts: [],
  };
}
