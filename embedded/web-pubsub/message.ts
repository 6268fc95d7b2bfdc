import { frameHeader, textFrame, toBytes } from './frame.ts';

/** `binary` and `protobuf` data is base64 text, as on the wire. */
export type Payload = { dataType: 'json' | 'text' | 'binary' | 'protobuf'; data: unknown };

export type Origin =
  | { from: 'group'; group: string; fromUserId?: string | undefined }
  | { from: 'server' };

/**
 * A message on its way to any number of connections, encoded once.
 *
 * A reliable connection needs its own `sequenceId` in the text. It is spliced in front of the
 * shared rest, so a delivery costs two short strings and no JSON.
 */
export class Message {
  /** The JSON text behind its opening brace, as UTF-8 bytes in a latin1 string. */
  readonly #rest: string;
  #frame: string | undefined;

  constructor(origin: Origin, { dataType, data }: Payload) {
    const json = JSON.stringify({ type: 'message', ...origin, dataType, data: data ?? null });
    this.#rest = toBytes(json.slice(1));
  }

  /** Size that counts against the limit of a connection's unacknowledged messages. */
  get bytes(): number {
    return this.#rest.length;
  }

  /** The frame for every connection of the protocol without sequence numbers. */
  frame(): string {
    this.#frame ??= textFrame(`{${this.#rest}`);
    return this.#frame;
  }

  /** The frame for a reliable connection. */
  numberedFrame(sequenceId: number): string {
    const start = `{"sequenceId":${sequenceId},`;
    return frameHeader(start.length + this.#rest.length) + start + this.#rest;
  }
}
