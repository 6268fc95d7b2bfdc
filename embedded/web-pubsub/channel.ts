import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';

/** A reader this far behind would not see a close frame in time either. */
const maxBytesBeforeCloseFrame = 1024 * 1024;

/** What the WebSocket protocol allows for the reason in a close frame. */
const maxReasonBytes = 123;

/**
 * Gathers the channels written to in one turn of the event loop, so that each makes one system
 * call for all its frames of that turn.
 */
export class FlushQueue {
  #channels: Channel[] = [];
  readonly #flush = (): void => {
    const channels = this.#channels;
    this.#channels = [];
    for (const channel of channels) channel.flush();
  };

  add(channel: Channel): void {
    if (this.#channels.push(channel) === 1) setImmediate(this.#flush);
  }
}

/** One WebSocket of a connection. A reliable connection may have several, one after another. */
export class Channel {
  readonly #webSocket: WebSocket;
  readonly #socket: Duplex;
  readonly #queue: FlushQueue;
  #pending = '';

  /** @param socket the stream below `webSocket`, which gets the ready-made frames */
  constructor(webSocket: WebSocket, socket: Duplex, queue: FlushQueue) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#queue = queue;
  }

  /** Bytes that the other side has not taken yet. */
  get bufferedBytes(): number {
    return this.#pending.length + this.#socket.writableLength;
  }

  /** Sends a whole frame (see `textFrame`) at the end of this turn of the event loop. */
  write(frame: string): void {
    if (this.#pending === '') this.#queue.add(this);
    this.#pending += frame;
  }

  /** Hands what was written to the socket. */
  flush(): void {
    const bytes = this.#pending;
    this.#pending = '';
    if (bytes === '' || this.#webSocket.readyState !== WebSocket.OPEN) return;
    this.#socket.write(bytes, 'latin1');
  }

  /**
   * Closes after what was written. When the reader is too far behind for that, the socket is
   * cut instead, which frees its buffer at once.
   */
  close(code: number, reason: string): void {
    this.flush();
    if (this.#socket.writableLength > maxBytesBeforeCloseFrame) this.#webSocket.terminate();
    else this.#webSocket.close(code, shortened(reason));
  }

  /** Cuts the socket without a close frame. */
  terminate(): void {
    this.#webSocket.terminate();
  }
}

/** As many whole characters as fit into a close frame; clients read the full reason before it. */
function shortened(reason: string): Buffer {
  const bytes = Buffer.alloc(maxReasonBytes);
  return bytes.subarray(0, new TextEncoder().encodeInto(reason, bytes).written);
}
