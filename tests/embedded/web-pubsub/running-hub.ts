import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebPubSubServiceClient, type GenerateClientTokenOptions } from '@azure/web-pubsub';
import { WebPubSubClient, type WebPubSubClientOptions } from '@azure/web-pubsub-client';
import { WebSocket } from 'ws';
import { WebPubSubHub } from '../../../embedded/web-pubsub/hub.ts';
import type { HubOptions } from '../../../embedded/web-pubsub/options.ts';
import { Inbox } from './inbox.ts';

export const reliableProtocol = 'json.reliable.webpubsub.azure.v1';
export const plainProtocol = 'json.webpubsub.azure.v1';
export const anyGroup = ['webpubsub.joinLeaveGroup', 'webpubsub.sendToGroup'];

const accessKey = 'a key that only tests know, 32 bytes long';

type Received = { group?: string; fromUserId?: string | undefined; data: unknown };

export type RunningHub = Awaited<ReturnType<typeof runHub>>;

/** A hub behind a real HTTP server on a free port, with ways to reach it as clients do. */
export async function runHub(options: Partial<HubOptions> = {}) {
  const hub = new WebPubSubHub({ hub: 'live', accessKey, ...options });
  const upgraded = new Set<Socket>();
  const clients: WebPubSubClient[] = [];
  const rawClients: WebSocket[] = [];
  const server = createServer((request, response) => hub.handle(request, response));
  server.on('upgrade', (request, socket, head) => {
    upgraded.add(socket as Socket);
    hub.upgrade(request, socket, head);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connectionString = `Endpoint=http://127.0.0.1;Port=${port};AccessKey=${accessKey};`;
  const service = new WebPubSubServiceClient(connectionString, 'live', {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });

  /** The unmodified client SDK, connected; what it receives is in its inboxes. */
  async function connect(
    token: GenerateClientTokenOptions,
    clientOptions: WebPubSubClientOptions = {},
  ) {
    const client = new WebPubSubClient(
      { getClientAccessUrl: async () => (await service.getClientAccessToken(token)).url },
      { keepAliveIntervalInMs: 0, messageRetryOptions: { maxRetries: 0 }, ...clientOptions },
    );
    clients.push(client);
    const groupMessages = new Inbox<Received>();
    const serverMessages = new Inbox<Received>();
    const connections = new Inbox<string>();
    const disconnections = new Inbox<string | undefined>();
    client.on('group-message', ({ message }) => groupMessages.add(message));
    client.on('server-message', ({ message }) => serverMessages.add(message));
    client.on('connected', ({ connectionId }) => connections.add(connectionId));
    client.on('disconnected', ({ message }) => disconnections.add(message?.message));
    await client.start();
    const [connectionId = ''] = await connections.take(1);
    return { client, connectionId, groupMessages, serverMessages, connections, disconnections };
  }

  /** A bare WebSocket and the frames it receives, for what an SDK would never do. */
  function connectRaw(url: string, protocol: string) {
    const socket = new WebSocket(url, protocol);
    rawClients.push(socket);
    const frames = new Inbox<Record<string, unknown>>();
    socket.on('message', (data: Buffer) => frames.add(JSON.parse(data.toString())));
    socket.on('error', () => {});
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    return { socket, frames, closed };
  }

  return {
    hub,
    port,
    connectionString,
    service,
    connect,
    connectRaw,
    /** Cuts every client's TCP connection, as a failing network would. */
    dropSockets: () => {
      for (const socket of upgraded) socket.destroy();
      upgraded.clear();
    },
    close: async () => {
      for (const client of clients) client.stop();
      for (const socket of rawClients) socket.terminate();
      await hub.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
