import { randomBytes } from 'node:crypto';
import { equalSecrets } from '../../adapters/identity/signed.ts';
import type { Claims } from './access-token.ts';
import type { Channel } from './channel.ts';
import { textFrame, toBytes } from './frame.ts';
import type { Message } from './message.ts';
import type { HubLimits } from './options.ts';
import { UnackedMessages } from './unacked-messages.ts';

/** What a role or a granted permission allows a client to do with a group. */
export type GroupPermission = 'joinLeaveGroup' | 'sendToGroup';

export type ConnectionOptions = {
  id: string;
  claims: Claims;
  /** Number, keep and replay messages, and survive a lost socket. */
  reliable: boolean;
  limits: HubLimits;
  /** What the app wants to be told again when the connection ends. */
  state?: string | undefined;
  /** Called once, when the connection has ended for good. */
  onEnd: (connection: Connection) => void;
};

/** Ack ids kept to recognise a repeated request. */
const maxAckIds = 1_000;

/** A client of the hub, as long as it lives, with or without a socket at the moment. */
export class Connection {
  readonly id: string;
  readonly state: string | undefined;
  readonly userId: string | undefined;
  readonly reliable: boolean;
  /** Groups it is in; kept by the directory. */
  readonly groups = new Set<string>();
  readonly #reconnectionToken = randomBytes(24).toString('base64url');
  readonly #permissions: Set<string>;
  readonly #ackIds = new Set<number>();
  readonly #unacked = new UnackedMessages();
  readonly #limits: HubLimits;
  readonly #onEnd: (connection: Connection) => void;
  #channel: Channel | undefined;
  #ended = false;

  constructor({ id, claims, reliable, limits, state, onEnd }: ConnectionOptions) {
    this.id = id;
    this.state = state;
    this.userId = claims.userId;
    this.reliable = reliable;
    this.#permissions = new Set(claims.roles);
    this.#limits = limits;
    this.#onEnd = onEnd;
  }

  /** Starts the conversation on its first socket. */
  open(channel: Channel): void {
    this.#channel = channel;
    this.send({
      type: 'system',
      event: 'connected',
      userId: this.userId,
      connectionId: this.id,
      reconnectionToken: this.reliable ? this.#reconnectionToken : undefined,
    });
  }

  /** Whether `token` proves that the caller is this connection's client. */
  mayRecover(token: string): boolean {
    return this.reliable && !this.#ended && equalSecrets(token, this.#reconnectionToken);
  }

  /** Goes on with a new socket: everything unacknowledged is sent again, in order. */
  recover(channel: Channel): void {
    this.#channel?.terminate();
    this.#channel = channel;
    for (const [sequenceId, message] of this.#unacked.entries()) {
      channel.write(message.numberedFrame(sequenceId));
    }
  }

  /** Takes note that a socket has closed. False when it was not the current one. */
  lose(channel: Channel): boolean {
    if (this.#channel !== channel) return false;
    this.#channel = undefined;
    return true;
  }

  /** Sends a message; a client that is too slow to take it is closed with 1008. */
  deliver(message: Message): void {
    if (this.#ended) return;
    if (this.reliable) this.#deliverReliably(message);
    else this.#channel?.write(message.frame());
    // Without numbers a client would not notice a gap, so it is closed rather than skipped.
    if (this.#channel && this.#channel.bufferedBytes > this.#limits.maxBufferedBytes) {
      this.close(1008, 'The client reads too slowly.');
    }
  }

  /** Sends a frame that is neither numbered nor repeated (ack, pong, system). */
  send(body: object): void {
    this.#channel?.write(textFrame(toBytes(JSON.stringify(body))));
  }

  /** The client has everything up to `sequenceId`. */
  acknowledge(sequenceId: number): void {
    this.#unacked.acknowledge(sequenceId);
  }

  may(permission: GroupPermission, group: string): boolean {
    return this.hasPermission(permission) || this.hasPermission(permission, group);
  }

  hasPermission(permission: GroupPermission, group?: string): boolean {
    return this.#permissions.has(roleOf(permission, group));
  }

  grant(permission: GroupPermission, group?: string): void {
    this.#permissions.add(roleOf(permission, group));
  }

  revoke(permission: GroupPermission, group?: string): void {
    this.#permissions.delete(roleOf(permission, group));
  }

  /** Whether a request with this id has been carried out. */
  hasProcessed(ackId: number): boolean {
    return this.#ackIds.has(ackId);
  }

  /** Remembers a request that has been carried out; the oldest of many are forgotten. */
  markProcessed(ackId: number): void {
    this.#ackIds.add(ackId);
    if (this.#ackIds.size <= maxAckIds) return;
    for (const oldest of this.#ackIds) {
      this.#ackIds.delete(oldest);
      return;
    }
  }

  /** Ends the connection and tells the client why. 1008 keeps it from trying to recover. */
  close(code: number, reason: string): void {
    if (this.#ended) return;
    const channel = this.#channel;
    this.send({ type: 'system', event: 'disconnected', message: reason });
    this.end();
    channel?.close(code, reason);
  }

  /** Ends the connection without a word, for a client that has gone. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#channel = undefined;
    this.#onEnd(this);
  }

  #deliverReliably(message: Message): void {
    const sequenceId = this.#unacked.push(message);
    const { maxUnackedMessages, maxUnackedBytes } = this.#limits;
    if (this.#unacked.count > maxUnackedMessages || this.#unacked.bytes > maxUnackedBytes) {
      this.close(1008, 'Too many messages are unacknowledged.');
      return;
    }
    this.#channel?.write(message.numberedFrame(sequenceId));
  }
}

function roleOf(permission: GroupPermission, group: string | undefined): string {
  return group === undefined ? `webpubsub.${permission}` : `webpubsub.${permission}.${group}`;
}
