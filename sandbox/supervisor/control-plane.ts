import { errors } from '../../contracts/errors.ts';
import { HelloAnswer, OutboxAck, type OutboxItem } from '../../contracts/supervisor.ts';
import type { z } from 'zod';

/** The control plane does not know this sandbox (any more): its work is over. */
export class DismissedError extends Error {
  override readonly name = 'DismissedError';
}

/** The control plane is there and wants it, but has no room for it now. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError';
}

const requestTimeoutMs = 15_000;
const dismissals = new Set([401, 403, 410]);
const [noRoom] = errors.storage_full;

/** What the supervisor says to the control plane. Each call throws when it is not answered well. */
export class ControlPlane {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Says where commands reach this supervisor; answers a fresh live connection. */
  hello(endpoint: string): Promise<z.infer<typeof HelloAnswer>> {
    return this.#post('/api/sandbox/hello', { endpoint, protocol: 1 }, HelloAnswer);
  }

  /** Sends items, or a heartbeat without any; answers the number of the last one stored. */
  async send(items: readonly OutboxItem[]): Promise<number> {
    return (await this.#post('/api/sandbox/events', { items }, OutboxAck)).acknowledged;
  }

  /** The bytes of what is attached to a prompt of this session. */
  async attachment(attachmentId: string): Promise<Uint8Array> {
    const path = `/api/sandbox/attachments/${attachmentId}`;
    const response = await fetch(`${this.#url}${path}`, {
      headers: { authorization: `Bearer ${this.#token}` },
      signal: AbortSignal.timeout(requestTimeoutMs),
      redirect: 'error',
    });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    await response.body?.cancel();
    throw new Error(`${path}: ${response.status}`);
  }

  async #post<T>(path: string, body: unknown, answer: z.ZodType<T>): Promise<T> {
    const response = await fetch(`${this.#url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(requestTimeoutMs),
      redirect: 'error',
    });
    if (response.ok) return answer.parse(await response.json());
    await response.body?.cancel();
    if (dismissals.has(response.status)) throw new DismissedError(`${path}: ${response.status}`);
    if (response.status === noRoom) throw new NoRoomError(`${path}: ${response.status}`);
    throw new Error(`${path}: ${response.status}`);
  }
}
