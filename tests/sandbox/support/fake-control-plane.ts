import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebPubSubServiceClient } from '@azure/web-pubsub';
import { WebPubSubClient } from '@azure/web-pubsub-client';
import { Frame, streamGroup } from '../../../contracts/frames.ts';
import { Hello, OutboxBatch, type OutboxItem } from '../../../contracts/supervisor.ts';
import { WebPubSubHub } from '../../../embedded/web-pubsub/hub.ts';
import { serveGit } from './git-origin.ts';

const accessKey = 'a key that only tests know, 32 bytes long';

/** The part of the service that a sandbox talks to: greeting, outbox, git, live channel. */
export async function startFakeControlPlane(options: {
  sessionId: string;
  tokens: { control: string; git: string };
  /** The bare repository behind `/git`. */
  origin: string;
}) {
  const { sessionId, tokens, origin } = options;
  const items: OutboxItem[] = [];
  const frames: Frame[] = [];
  const changed = new EventTarget();
  const state = {
    endpoint: '',
    refuseWith: 0,
    gitRequestsWithoutToken: 0,
    greetings: 0,
    /** Awaited by each request of git, which is refused when it rejects. */
    gitIsUp: Promise.resolve(),
  };
  const hub = new WebPubSubHub({ hub: 'live', accessKey });
  const group = streamGroup(sessionId);

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const bearer = request.headers.authorization;
    if (url.pathname.startsWith('/api/hubs/')) return hub.handle(request, response);
    if (url.pathname.startsWith('/git/')) {
      if (bearer !== `Bearer ${tokens.git}`) {
        state.gitRequestsWithoutToken += 1;
        response.writeHead(401).end();
        return;
      }
      const up = await state.gitIsUp.then(
        () => true,
        () => false,
      );
      if (!up) return void response.writeHead(500).end();
      return serveGit(origin, url.pathname.slice(4), url.search.slice(1), request, response);
    }
    if (bearer !== `Bearer ${tokens.control}`) return void response.writeHead(401).end();
    if (state.refuseWith > 0) return void response.writeHead(state.refuseWith).end();
    const body: unknown = JSON.parse(await textOf(request));
    if (url.pathname === '/api/sandbox/hello') {
      state.endpoint = Hello.parse(body).endpoint;
      state.greetings += 1;
      const token = await service.getClientAccessToken({
        roles: [`webpubsub.sendToGroup.${group}`],
      });
      answer(response, { liveUrl: token.url });
    } else if (url.pathname === '/api/sandbox/events') {
      for (const item of OutboxBatch.parse(body).items) {
        if (item.n === items.length + 1) items.push(item);
      }
      answer(response, { acknowledged: items.length });
    } else {
      response.writeHead(404).end();
    }
    changed.dispatchEvent(new Event('change'));
  };
  const server = createServer((request, response) => void serve(request, response));
  server.on('upgrade', (request, socket, head) => hub.upgrade(request, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = `Endpoint=http://127.0.0.1;Port=${port};AccessKey=${accessKey};`;
  const service = new WebPubSubServiceClient(connection, 'live', { allowInsecureConnection: true });

  const watcher = new WebPubSubClient({
    getClientAccessUrl: async () => (await service.getClientAccessToken({ groups: [group] })).url,
  });
  watcher.on('group-message', ({ message }) => {
    frames.push(Frame.parse(message.data));
    changed.dispatchEvent(new Event('change'));
  });
  await watcher.start();

  /** Resolves when `found` answers something, with that; looks at each change. */
  async function until<T>(found: () => T | undefined): Promise<T> {
    for (;;) {
      const result = found();
      if (result !== undefined) return result;
      await once(changed, 'change');
    }
  }

  return {
    url: `http://127.0.0.1:${port}`,
    cloneUrl: `http://127.0.0.1:${port}/git/`,
    state,
    items,
    frames,
    until,
    close: async () => {
      watcher.stop();
      await hub.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
