import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebPubSubServiceClient } from '@azure/web-pubsub';
import type { PersonalSession } from '../../../contracts/api.ts';
import type { MergeResult } from '../../../contracts/branches.ts';
import { problem, type ErrorCode } from '../../../contracts/errors.ts';
import type { EventBody, SessionEvent } from '../../../contracts/events.ts';
import { sessionGroup, streamGroup, type Frame } from '../../../contracts/frames.ts';
import type { Rebuild } from '../../../contracts/operation.ts';
import type { Route } from '../../../contracts/route.ts';
import { routes, type RouteName } from '../../../contracts/routes.ts';
import type { Stats } from '../../../contracts/stats.ts';
import { WebPubSubHub } from '../../../embedded/web-pubsub/hub.ts';
import { at, numbered, runId, summaryOf } from './scripted-session.ts';

export const token = 'a token that only tests know';
const accessKey = 'a key that only tests know, 32 bytes long';

type Call = { name: RouteName; params: Record<string, string>; query: unknown; body: unknown };
type Answer = { answer: unknown } | { refusal: ErrorCode };
type FakeSession = {
  summary: PersonalSession;
  events: SessionEvent[];
  diff: string;
  merge?: MergeResult;
};

/**
 * An API server that is strict about the route table and has a real live hub, but no agent: tests
 * say what happens in a session.
 */
export class FakeService {
  readonly sessions = new Map<string, FakeSession>();
  readonly calls: Call[] = [];
  /** Ids of the prompts that were sent, in order. */
  readonly prompts = new Set<string>();
  /** What happens when a prompt has been taken. */
  onPrompt: (sessionId: string, promptId: string) => void = () => {};
  onStop: (sessionId: string) => void = () => {};
  /** Refuses live updates when false. */
  live = true;
  rehearsal = false;
  stats: Stats | undefined;
  /** What is answered about a rebuilding, one after the other. */
  rebuild: (Rebuild | 'unavailable')[] = [];
  readonly #hub = new WebPubSubHub({ hub: 'live', accessKey });
  readonly #server = createServer((request, response) => {
    if (request.url?.startsWith('/api/hubs/')) this.#hub.handle(request, response);
    else void this.#serve(request, response);
  });
  readonly #sockets = new Set<Socket>();

  static async start(): Promise<FakeService> {
    const service = new FakeService();
    service.#server.on('upgrade', (request, socket, head) => {
      service.#sockets.add(socket as Socket);
      service.#hub.upgrade(request, socket, head);
    });
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await this.#hub.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  add(sessionId: string, bodies: EventBody[] = [], over: Partial<PersonalSession> = {}): void {
    const summary = summaryOf(sessionId, over);
    this.sessions.set(sessionId, { summary, events: numbered(bodies), diff: '' });
  }

  /** Stores events; tells the live group unless they are to be missed. */
  append(sessionId: string, bodies: EventBody[], { missed = false } = {}): void {
    const session = this.sessions.get(sessionId);
    if (!session) throw new Error(`no session ${sessionId}`);
    const events = numbered(bodies, session.events.length);
    session.events.push(...events);
    if (!missed)
      this.#hub.sendToGroup(sessionGroup(sessionId), { kind: 'events', sessionId, events });
  }

  stream(sessionId: string, frame: Frame): void {
    this.#hub.sendToGroup(streamGroup(sessionId), frame);
  }

  /** Makes the prompt's run the one at work. */
  setRunning(sessionId: string, promptId: string): void {
    const session = this.sessions.get(sessionId);
    if (!session) throw new Error(`no session ${sessionId}`);
    session.summary.status = 'running';
    session.summary.run = { runId, promptId, model: 'rehearsal/script' };
  }

  /** Whether somebody receives the session's stream. */
  async joined(sessionId: string): Promise<boolean> {
    return this.#liveClient().groupExists(streamGroup(sessionId));
  }

  /** Cuts every live connection, as a failing network would. */
  dropSockets(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { status, body } = await this.#dispatch(request, text);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  async #dispatch(request: IncomingMessage, text: string) {
    const address = new URL(request.url ?? '/', this.url);
    for (const [name, route] of Object.entries<Route>(routes)) {
      const params = request.method === route.method && matchPath(route.path, address.pathname);
      if (!params) continue;
      if (route.access === 'person' && request.headers.authorization !== `Bearer ${token}`)
        return refusal('unauthenticated');
      const query = route.query?.safeParse(Object.fromEntries(address.searchParams));
      const body = route.body?.safeParse(text === '' ? undefined : JSON.parse(text));
      if (query?.success === false || body?.success === false) return refusal('invalid_request');
      const call = { name: name as RouteName, params, query: query?.data, body: body?.data };
      this.calls.push(call);
      const answer = await this.#answer(call);
      if ('refusal' in answer) return refusal(answer.refusal);
      return { status: route.status, body: route.answer?.parse(answer.answer) };
    }
    return refusal('not_found');
  }

  async #answer({ name, params, query, body }: Call): Promise<Answer> {
    if (name === 'health')
      return { answer: { status: 'ok', version: '0.0.0', rehearsal: this.rehearsal } };
    if (name === 'createSession') return this.#create(body as CreateBody);
    if (name === 'listSessions') return { answer: this.#list(query as ListQuery) };
    if (name === 'startRebuild' || name === 'readRebuild') {
      const next = this.rebuild.shift();
      return next === 'unavailable' ? { refusal: next } : { answer: next };
    }
    if (name === 'stats') return { answer: this.stats };
    if (name === 'invite') return { answer: { url: `${this.url}/#code=x`, expiresAt: at } };
    const sessionId = params.sessionId ?? '';
    const session = this.sessions.get(sessionId);
    if (!session) return { refusal: 'session_unknown' };
    switch (name) {
      case 'getSession':
        return { answer: session.summary };
      case 'readDiff':
        return { answer: { diff: session.diff } };
      case 'mergeBranch':
        return session.merge ? { answer: session.merge } : { refusal: 'merge_blocked' };
      case 'changeSession':
        Object.assign(session.summary, body);
        return { answer: session.summary };
      case 'deleteSession':
        this.sessions.delete(sessionId);
        return { answer: undefined };
      case 'discardBranch':
      case 'replyToQuestion':
      case 'changePrompt':
      case 'cancelPrompt':
        return { answer: undefined };
      case 'readEvents': {
        const { after, limit } = query as { after: number; limit: number };
        const events = session.events.slice(after, after + limit);
        return { answer: { events, lastSeq: session.events.length } };
      }
      case 'sendPrompt': {
        const { promptId, text } = body as { promptId: string; text: string };
        if (text.trim() === '') return { refusal: 'prompt_empty' };
        this.#take(sessionId, promptId);
        return { answer: { sessionId, promptId } };
      }
      case 'stopRun': {
        const { run } = session.summary;
        if (!run) return { refusal: 'nothing_running' };
        this.onStop(sessionId);
        return { answer: { runId: run.runId } };
      }
      case 'live':
        return this.live ? { answer: await this.#grant(sessionId) } : { refusal: 'unavailable' };
      default:
        throw new Error(`${name} is not served here`);
    }
  }

  #create({ sessionId, repository, prompt }: CreateBody): Answer {
    if (repository.endsWith('/not-a-repository')) return { refusal: 'repository_invalid' };
    this.add(sessionId, [], { source: repository });
    this.#take(sessionId, prompt.promptId);
    return { answer: { sessionId, promptId: prompt.promptId, branch: 'harvest/fix-it-abc' } };
  }

  #take(sessionId: string, promptId: string): void {
    this.prompts.add(promptId);
    this.onPrompt(sessionId, promptId);
  }

  #list({ archived, status, after = '0', limit }: ListQuery) {
    const fitting = [...this.sessions.values()]
      .map(({ summary }) => summary)
      .filter((summary) => String(summary.archived) === archived)
      .filter((summary) => status === undefined || summary.status === status);
    const end = Number(after) + limit;
    const items = fitting.slice(Number(after), end);
    return { items, ...(end < fitting.length ? { next: String(end) } : {}) };
  }

  #liveClient(): WebPubSubServiceClient {
    const { port } = this.#server.address() as AddressInfo;
    const connectionString = `Endpoint=http://127.0.0.1;Port=${port};AccessKey=${accessKey};`;
    return new WebPubSubServiceClient(connectionString, 'live', { allowInsecureConnection: true });
  }

  async #grant(sessionId: string) {
    const groups = [sessionGroup(sessionId), streamGroup(sessionId)];
    const roles = groups.map((group) => `webpubsub.joinLeaveGroup.${group}`);
    const { url } = await this.#liveClient().getClientAccessToken({ userId: 'ann', roles });
    return { url, expiresAt: '2030-01-01T00:00:00.000Z' };
  }
}

type CreateBody = { sessionId: string; repository: string; prompt: { promptId: string } };
type ListQuery = { archived: string; status?: string; after?: string; limit: number };

function refusal(code: ErrorCode) {
  const document = problem(code, { requestId: 'req-1' });
  return { status: document.status, body: document as unknown };
}

function matchPath(template: string, path: string): Record<string, string> | undefined {
  const pattern = template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return (
    new RegExp(`^/api/${pattern}$`).exec(path)?.groups ??
    (path === `/api/${template}` ? {} : undefined)
  );
}
