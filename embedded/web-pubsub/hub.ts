import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { answerClient } from './answer-client.ts';
import { Channel, FlushQueue } from './channel.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { deliverTo, Directory } from './directory.ts';
import { chooseProtocol, decideHandshake, type Handshake } from './handshake.ts';
import { readBody, refuseUpgrade, writeAnswer } from './http-exchange.ts';
import { Message } from './message.ts';
import { defaultLimits, type HubLimits, type HubLog, type HubOptions } from './options.ts';
import { RecoveryWindow } from './recovery-window.ts';
import { answerRest, type RestRequest } from './rest.ts';
import type { RestAnswer } from './rest-routes.ts';
import { Upstream, type ConnectionFacts } from './upstream.ts';

/** How long clients get to answer the close frame when the hub closes, in milliseconds. */
const closeGraceMs = 1_000;

/** A client that wants to connect, and the answer that it waits for. */
type Entry = { request: IncomingMessage; socket: Duplex; head: Buffer };
type Client = Pick<ConnectionOptions, 'id' | 'state' | 'claims' | 'reliable'>;

export type HubCounts = {
  /** Clients, including those that have lost their socket and may still come back. */
  connections: number;
  recovering: number;
  groups: number;
  /** Messages times receivers since the start. */
  deliveries: number;
};

/**
 * One hub of a Web PubSub service in this process, without a listener of its own: the HTTP host
 * hands it requests below `/api/hubs/{hub}` and upgrades on `/client/hubs/{hub}`, after it has
 * refused foreign hosts and origins.
 *
 * It speaks the two JSON subprotocols and the REST interface of Azure Web PubSub, so that the
 * service's own SDKs work against it, and tells the app of connections as that does. It has no
 * handlers of clients' events, no streams, no MQTT, no protobuf and no wildcard roles. State lives
 * in memory: after a restart clients connect anew.
 */
export class WebPubSubHub {
  readonly #hub: string;
  readonly #accessKey: string;
  readonly #clock: () => number;
  readonly #log: HubLog;
  readonly #limits: HubLimits;
  readonly #directory = new Directory();
  readonly #recovery: RecoveryWindow;
  readonly #flushQueue = new FlushQueue();
  readonly #server: WebSocketServer;
  readonly #webSockets = new Set<WebSocket>();
  readonly #upstream: Upstream | undefined;
  #deliveries = 0;
  #closing = false;

  constructor(options: HubOptions) {
    const { hub, accessKey, clock = Date.now, limits, eventsUrl, log = () => {} } = options;
    this.#hub = hub;
    this.#accessKey = accessKey;
    this.#clock = clock;
    this.#log = log;
    this.#limits = { ...defaultLimits, ...limits };
    if (eventsUrl !== undefined)
      this.#upstream = new Upstream({ hub, accessKey, url: eventsUrl, log });
    this.#recovery = new RecoveryWindow(this.#limits.recoveryWindowMs, clock);
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: this.#limits.maxMessageBytes,
      handleProtocols: (offered) => chooseProtocol(offered) ?? false,
    });
  }

  /** Answers a REST request over HTTP. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    this.#answerHttp(request, response).catch((error: unknown) => {
      this.#log('A request to the live hub failed.', { error: String(error) });
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  }

  /** Answers a REST request that is complete, whichever way it came. */
  answer(request: RestRequest): RestAnswer {
    if (request.body.length > this.#limits.maxMessageBytes) return tooLarge();
    this.#recovery.sweep();
    const answer = answerRest(request, {
      hub: this.#hub,
      accessKey: this.#accessKey,
      directory: this.#directory,
      now: this.#clock(),
    });
    this.#deliveries += answer.deliveries ?? 0;
    return answer;
  }

  /** Makes a client's request for a WebSocket into a connection, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const handshake = decideHandshake(
      {
        url: request.url ?? '',
        protocols: request.headers['sec-websocket-protocol'],
        authorization: request.headers.authorization,
      },
      this.#hub,
      this.#accessKey,
      this.#clock(),
    );
    if (handshake.kind === 'reject') {
      refuseUpgrade(socket, handshake.status, handshake.message);
      return;
    }
    const entry = { request, socket, head };
    if (handshake.kind === 'recover') {
      const { connectionId, reconnectionToken } = handshake;
      this.#open(entry, (channel) => this.#recover(connectionId, reconnectionToken, channel));
    } else void this.#admit(entry, handshake);
  }

  /** Sends JSON to everyone in the group; returns to how many. */
  sendToGroup(group: string, data: unknown): number {
    const members = this.#directory.inGroup(group);
    if (members.size === 0) return 0;
    const message = new Message({ from: 'group', group }, { dataType: 'json', data });
    const deliveries = deliverTo(members, message);
    this.#deliveries += deliveries;
    return deliveries;
  }

  counts(): HubCounts {
    this.#recovery.sweep();
    return {
      connections: this.#directory.connectionCount,
      recovering: this.#recovery.size,
      groups: this.#directory.groupCount,
      deliveries: this.#deliveries,
    };
  }

  /** Ends every connection and resolves when all sockets are closed. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#recovery.close();
    const closed = [...this.#webSockets].map(
      (webSocket) => new Promise((resolve) => webSocket.once('close', resolve)),
    );
    for (const connection of this.#directory.everyone()) {
      connection.close(1001, 'The service is stopping.');
    }
    const cut = setTimeout(() => {
      for (const webSocket of this.#webSockets) webSocket.terminate();
    }, closeGraceMs);
    await Promise.all(closed);
    clearTimeout(cut);
  }

  async #answerHttp(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, this.#limits.maxMessageBytes);
    const { authorization, 'content-type': contentType } = request.headers;
    const { method = '', url = '' } = request;
    const answer = body
      ? this.answer({ method, url, authorization, contentType, body })
      : tooLarge();
    writeAnswer(response, answer);
  }

  /** Lets a client in, if the app has nothing against it. */
  async #admit(entry: Entry, handshake: Extract<Handshake, { kind: 'connect' }>): Promise<void> {
    const id = randomBytes(16).toString('base64url');
    const { claims, reliable } = handshake;
    let state: string | undefined;
    if (this.#upstream) {
      const facts = { connectionId: id, userId: claims.userId };
      const answer = await this.#upstream.connect(facts, handshake.query);
      if (!answer) return refuseUpgrade(entry.socket, 500, 'The app did not let the client in.');
      state = answer.state;
    }
    this.#open(entry, (channel) => this.#connect({ id, state, claims, reliable }, channel));
  }

  /** Completes the WebSocket, and closes it again when there is no connection for it. */
  #open(entry: Entry, connect: (channel: Channel) => Connection | undefined): void {
    const { request, socket, head } = entry;
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#track(webSocket);
      const channel = new Channel(webSocket, socket, this.#flushQueue);
      const connection = connect(channel);
      if (connection) this.#listen(connection, webSocket, channel);
      // 1008 tells the client to give up recovery and to connect anew.
      else webSocket.close(1008, 'The connection cannot be recovered.');
    });
  }

  #connect(client: Client, channel: Channel): Connection {
    const { claims } = client;
    const connection = new Connection({
      ...client,
      limits: this.#limits,
      onEnd: (ended) => this.#forget(ended),
    });
    this.#directory.add(connection);
    for (const group of claims.groups) this.#directory.join(connection, group);
    connection.open(channel);
    void this.#upstream?.connected(factsOf(connection));
    return connection;
  }

  #forget(connection: Connection): void {
    this.#recovery.delete(connection);
    this.#directory.remove(connection);
    // Whoever stops with the hub has not left.
    if (this.#closing) return;
    void this.#upstream?.disconnected(factsOf(connection));
  }

  #recover(id: string, token: string, channel: Channel): Connection | undefined {
    this.#recovery.sweep();
    const connection = this.#directory.find(id);
    if (!connection?.mayRecover(token)) return undefined;
    this.#recovery.delete(connection);
    connection.recover(channel);
    return connection;
  }

  #listen(connection: Connection, webSocket: WebSocket, channel: Channel): void {
    webSocket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) connection.close(1008, 'Binary frames are not supported.');
      else this.#receive(connection, data.toString());
    });
    webSocket.on('close', (code) => {
      if (!connection.lose(channel)) return;
      // A client that says goodbye with 1000 will not be back.
      if (connection.reliable && code !== 1000) this.#recovery.add(connection);
      else connection.end();
    });
  }

  #receive(connection: Connection, text: string): void {
    try {
      this.#deliveries += answerClient(connection, text, this.#directory);
    } catch (error) {
      // A frame must not end the process for everyone, such as JSON nested so deeply that it
      // can be parsed but not be written.
      this.#log('A frame of a live client failed.', { error: String(error) });
      connection.close(1008, 'The frame cannot be processed.');
    }
  }

  #track(webSocket: WebSocket): void {
    this.#webSockets.add(webSocket);
    webSocket.on('close', () => this.#webSockets.delete(webSocket));
    // Every error is followed by `close`, which is what the hub acts on.
    webSocket.on('error', (error) => {
      this.#log('A live client broke the WebSocket protocol.', { error: error.message });
    });
  }
}

function factsOf({ id: connectionId, userId, state }: Connection): ConnectionFacts {
  return { connectionId, userId, state };
}

function tooLarge(): RestAnswer {
  const message = 'The message is larger than the limit.';
  return { status: 413, error: { code: 'PayloadTooLarge', message } };
}
