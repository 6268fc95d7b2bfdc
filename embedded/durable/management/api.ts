import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fullDiskStatus, isFullDisk } from '../../../adapters/full-disk.ts';
import type { HostLog } from '../../functions/log.ts';
import type { ClientOperations } from '../client-operations.ts';
import { clientInput } from './client-input.ts';
import { BadRequest, type ManagementResponse, readRequest } from './request.ts';
import { route } from './routes.ts';

/** The path that the host's HTTP server hands to {@link ManagementApi.handle}. */
export const MANAGEMENT_PREFIX = '/runtime/webhooks/durabletask/';

/**
 * The HTTP API behind the SDK's `DurableClient`. Sandboxes run on the same machine and can reach
 * the port, so every path starts with a key that only this process knows; it is made anew at
 * each start and is never stored.
 */
export class ManagementApi {
  /** The value of a `durableClient` input binding. */
  readonly clientInput: string;
  readonly #client: ClientOperations;
  readonly #log: HostLog;
  readonly #key = randomBytes(32).toString('base64url');

  constructor(
    client: ClientOperations,
    { taskHub, baseUrl, log }: { taskHub: string; baseUrl: string; log: HostLog },
  ) {
    this.#client = client;
    this.#log = log;
    const root = baseUrl + MANAGEMENT_PREFIX;
    this.clientInput = clientInput({
      taskHub,
      publicUrl: root.slice(0, -1),
      rpcUrl: `${root}${this.#key}/`,
    });
  }

  handle(req: IncomingMessage, res: ServerResponse): void {
    void this.#answer(req).then((response) => send(res, response));
  }

  async #answer(req: IncomingMessage): Promise<ManagementResponse> {
    const [path = '', search = ''] = (req.url ?? '').split('?', 2);
    const end = MANAGEMENT_PREFIX.length + this.#key.length;
    const key = path.slice(MANAGEMENT_PREFIX.length, end);
    if (!path.startsWith(MANAGEMENT_PREFIX) || path[end] !== '/' || !sameText(key, this.#key)) {
      return { status: 404 };
    }
    try {
      return await route(this.#client, await readRequest(req, path.slice(end + 1), search));
    } catch (error) {
      if (error instanceof BadRequest) {
        return { status: error.status, body: { message: error.message } };
      }
      this.#log('error', 'durable.management-failed', String(error));
      if (isFullDisk(error))
        return { status: fullDiskStatus, body: { message: 'The disk is full.' } };
      return { status: 500, body: { message: 'The request failed in the host.' } };
    }
  }
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function send(res: ServerResponse, { status, body, headers }: ManagementResponse): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  const type = text && { 'content-type': 'application/json; charset=utf-8' };
  res.writeHead(status, { ...headers, ...type, 'content-length': Buffer.byteLength(text) });
  res.end(text);
}
