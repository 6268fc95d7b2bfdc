import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { errorText } from '../error-text.ts';
import type { HostLog } from '../log.ts';
import { problem, sendProblem } from './problem.ts';
import { createGuard, type Guard, type GuardOptions } from './request-guard.ts';
import { discardUnreadUpload } from './unread-upload.ts';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** A part of the host that answers what is below `prefix` (which ends in a slash). */
export type HttpClaim = { prefix: string; handle: RequestHandler };

export type UpgradeClaim = {
  prefix: string;
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

/** Whom to answer besides this host's own addresses and pages, and where to report refusals. */
export type HttpHostOptions = Omit<GuardOptions, 'port'> & { log: HostLog };

/**
 * The one HTTP listener of the process. Parts of the host claim requests by path prefix, the
 * longest prefix first. Every answer carries `x-request-id`, which is also on the request.
 */
export class HttpHost {
  readonly claims: HttpClaim[] = [];
  readonly upgrades: UpgradeClaim[] = [];
  /** Answers what nobody claims; without it that is 404. */
  fallback: RequestHandler | undefined;
  readonly #options: HttpHostOptions;
  readonly #server: http.Server;
  readonly #inFlight = new Set<ServerResponse>();
  readonly #upgraded = new Set<Duplex>();
  #guard: Guard = () => 'This service is starting.';
  #open = false;

  constructor(options: HttpHostOptions) {
    this.#options = options;
    this.#server = http.createServer({
      // Browsers and SDKs keep connections; a new one costs more than an idle one.
      keepAliveTimeout: 65_000,
      // An upload may take as long as it needs; headers may not.
      requestTimeout: 0,
      headersTimeout: 30_000,
      noDelay: true,
    });
    this.#server.on('request', (request, response) => this.#handle(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /**
   * Listens on 127.0.0.1 and returns the port (a free one for 0). Requests are answered with
   * 503 until `open` is called, so that claims can be made that need the port.
   *
   * @throws an Error that says what to do when the port is taken.
   */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException): void => reject(listenError(error, port));
      this.#server.once('error', fail);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', fail);
        resolve();
      });
    });
    const { port: actual } = this.#server.address() as AddressInfo;
    this.#guard = createGuard({ ...this.#options, port: actual });
    return actual;
  }

  /** Every claim is made: serve. */
  open(): void {
    const byLength = (a: { prefix: string }, b: { prefix: string }): number =>
      b.prefix.length - a.prefix.length;
    this.claims.sort(byLength);
    this.upgrades.sort(byLength);
    this.#open = true;
  }

  /** Stops accepting, lets requests in flight end for `graceMs`, then cuts what is left. */
  async close(graceMs: number): Promise<void> {
    this.#open = false;
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    // A connection that is kept alive after its last answer would hold up the close.
    for (const response of this.#inFlight) {
      response.once('close', () => setImmediate(() => this.#server.closeIdleConnections()));
    }
    const cut = setTimeout(() => {
      this.#server.closeAllConnections();
      for (const socket of this.#upgraded) socket.destroy();
    }, graceMs);
    await closed;
    clearTimeout(cut);
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const requestId = randomUUID();
    request.headers['x-request-id'] = requestId;
    response.setHeader('x-request-id', requestId);
    this.#inFlight.add(response);
    response.once('close', () => this.#inFlight.delete(response));
    discardUnreadUpload(request, response);
    const refusal = this.#guard(request);
    const path = request.url ?? '';
    if (refusal !== undefined) {
      // Only at debug level: any web page can cause this as often as it likes.
      this.#options.log('debug', 'host.request-refused', refusal, { requestId });
      sendProblem(response, problem('origin_refused', refusal, requestId));
    } else if (!this.#open) {
      response.setHeader('connection', 'close');
      sendProblem(
        response,
        problem('unavailable', 'The service is starting or stopping.', requestId),
      );
    } else if (!path.startsWith('/')) {
      sendProblem(
        response,
        problem('invalid_request', 'The request target must be a path.', requestId),
      );
    } else {
      this.#serve(path, request, response, requestId);
    }
  }

  #serve(path: string, request: IncomingMessage, response: ServerResponse, requestId: string) {
    const claim = this.claims.find(({ prefix }) => path.startsWith(prefix));
    const handle = claim?.handle ?? this.fallback;
    if (!handle) {
      sendProblem(response, problem('not_found', undefined, requestId));
      return;
    }
    try {
      handle(request, response);
    } catch (error) {
      // What is thrown out of an event's listener would end the process, for everybody.
      this.#options.log('error', 'host.request-failed', errorText(error), { requestId });
      const detail = 'The request failed inside the service. Try again.';
      sendProblem(response, problem('internal', detail, requestId));
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A socket may fail before its new owner listens.
    socket.on('error', () => socket.destroy());
    const refusal = this.#guard(request);
    const path = request.url ?? '';
    const claim = this.upgrades.find(({ prefix }) => path.startsWith(prefix));
    if (refusal !== undefined || !this.#open || !claim) {
      const status = refusal === undefined ? '404 Not Found' : '403 Forbidden';
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#upgraded.add(socket);
    socket.once('close', () => this.#upgraded.delete(socket));
    try {
      claim.upgrade(request, socket, head);
    } catch (error) {
      this.#options.log('error', 'host.upgrade-failed', errorText(error));
      socket.destroy();
    }
  }
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} is in use by another program (perhaps a second Harvest). Stop it, or set HARVEST_PORT to a free port.`,
    EACCES: `Port ${port} may not be used by this user. Set HARVEST_PORT to one above 1023.`,
  };
  return new Error(reasons[error.code ?? ''] ?? `Cannot listen on port ${port}.`, { cause: error });
}
