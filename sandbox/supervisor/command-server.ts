import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ZodError } from 'zod';
import { problem, type ErrorCode } from '../../contracts/errors.ts';
import { errorText, type Log } from './log.ts';
import { PhaseError } from './phases.ts';
import { isStorageFull } from './storage-full.ts';

/** Answers a command with an error code; `detail` adds the particular cause. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail?: string) {
    super(detail ?? code);
    this.code = code;
  }
}

export type CommandAnswer = {
  status: number;
  body?: unknown;
  /** Runs once the answer is on its way. */
  afterwards?: () => void;
};

export type Command = {
  method: 'GET' | 'POST';
  /** Matched against the whole path; its first group is handed on. */
  path: RegExp;
  run: (argument: string, body: unknown) => Promise<CommandAnswer> | CommandAnswer;
};

/** A run that is told many long texts once more. */
const maxBodyBytes = 32_000_000;

/** The HTTP server on the loopback address through which the control plane gives commands. */
export class CommandServer {
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #tokenDigest: Buffer;
  readonly #commands: readonly Command[];
  readonly #log: Log;

  constructor(token: string, commands: readonly Command[], log: Log) {
    this.#tokenDigest = digest(token);
    this.#commands = commands;
    this.#log = log;
  }

  /** Listens on a free port; resolves with the server's origin. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answer(request).catch((error: unknown) => this.#refuse(error));
    if (answer.afterwards) response.once('close', answer.afterwards);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  }

  async #answer(request: IncomingMessage): Promise<CommandAnswer> {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!timingSafeEqual(digest(token), this.#tokenDigest)) {
      throw new CommandError('unauthenticated');
    }
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    for (const { method, path, run } of this.#commands) {
      const match = request.method === method ? path.exec(pathname) : null;
      if (match) return run(match[1] ?? '', await readJson(request));
    }
    throw new CommandError('not_found');
  }

  #refuse(error: unknown): CommandAnswer {
    if (error instanceof CommandError) return problemAnswer(error.code, error.message);
    if (error instanceof PhaseError) return problemAnswer(error.failure.code, error.message);
    if (error instanceof ZodError) return problemAnswer('invalid_request', error.message);
    if (isStorageFull(error)) return problemAnswer('storage_full', errorText(error));
    this.#log('a command failed', { cause: errorText(error) });
    return problemAnswer('internal', errorText(error));
  }
}

function problemAnswer(code: ErrorCode, detail: string): CommandAnswer {
  const body = problem(code, { detail });
  return { status: body.status, body };
}

/** Of equal length whatever is compared, which the comparison in constant time needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new CommandError('body_too_large');
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new CommandError('invalid_json');
  }
}
