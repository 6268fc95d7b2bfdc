import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fullDiskStatus, isFullDisk } from '../../../adapters/full-disk.ts';
import { equalSecrets } from '../../../adapters/identity/signed.ts';
import type { HostLog } from '../../functions/log.ts';
import type { ClientOperations } from '../client-operations.ts';
import { clientInput } from './client-input.ts';
import {
  BadRequest,
  type ManagementCall,
  type ManagementResponse,
  readBody,
  readCall,
} from './request.ts';
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
    const { method = 'GET', url = '' } = req;
    const token = req.headers['x-ms-continuation-token'];
    const call = { method, url, continuationToken: typeof token === 'string' ? token : '' };
    void this.#answer(call, () => readBody(req)).then((response) => send(res, response));
  }

  /** Answers a client in this process. */
  answer({ body, ...call }: ManagementCall): Promise<ManagementResponse> {
    return this.#answer(call, () => body);
  }

  async #answer(
    call: Omit<ManagementCall, 'body'>,
    readBody: () => string | Promise<string>,
  ): Promise<ManagementResponse> {
    const [path = '', search = ''] = call.url.split('?', 2);
    const end = MANAGEMENT_PREFIX.length + this.#key.length;
    const key = path.slice(MANAGEMENT_PREFIX.length, end);
    if (!path.startsWith(MANAGEMENT_PREFIX) || path[end] !== '/' || !equalSecrets(key, this.#key)) {
      return { status: 404 };
    }
    try {
      const request = readCall({ ...call, body: await readBody() }, path.slice(end + 1), search);
      return await route(this.#client, request);
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

function send(res: ServerResponse, { status, body, headers }: ManagementResponse): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  const type = text && { 'content-type': 'application/json; charset=utf-8' };
  res.writeHead(status, { ...headers, ...type, 'content-length': Buffer.byteLength(text) });
  res.end(text);
}
