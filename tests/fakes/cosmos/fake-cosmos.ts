import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { refusal } from './charge.ts';
import { Faults } from './faults.ts';
import { handle, type FakeAccount, type Handled } from './handle.ts';
import { Ledger } from './ledger.ts';
import { Refusal } from './refusal.ts';
import { Store } from './store.ts';

/** Made up for the fake; a real account's key is never needed. */
export const fakeKey = Buffer.from('the key of the fake of Cosmos DB').toString('base64');
export const fakeToken = 'the-token-of-an-identity';

export type FakeCosmos = {
  endpoint: string;
  faults: Faults;
  /** Requests so far that were not about a query's plan, which are free. */
  requests(): number;
  /** What all answers so far have charged, or those about one partition. */
  requestUnits(partition?: string): number;
  /** How many documents there are in all containers. */
  documents(): number;
  /** What they weigh. */
  storedBytes(): number;
  /** What those of a container weigh, by partition. */
  storedByPartition(container: string): ReadonlyMap<string, number>;
  close(): Promise<void>;
};

/**
 * A small Cosmos DB account over HTTP: what the adapters use, and 501 for everything else.
 *
 * @param options `file` keeps the data beyond the process; `port` is a free one by default; `now`
 *   is in milliseconds since the epoch.
 */
export async function startFakeCosmos(
  options: { file?: string; port?: number; now?: () => number } = {},
): Promise<FakeCosmos> {
  const store = new Store(options.file, options.now);
  const faults = new Faults();
  let requests = 0;
  const ledger = new Ledger();
  const server = createServer((request, response) => {
    if (request.headers['x-ms-cosmos-is-query-plan-request'] === undefined) requests += 1;
    void respond(account, ledger, request, response);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}/`;
  const account: FakeAccount = {
    store,
    faults,
    endpoint,
    secrets: { key: fakeKey, token: fakeToken },
  };
  return {
    endpoint,
    faults,
    requests: () => requests,
    requestUnits: (partition) => ledger.sum(partition),
    documents: () => store.count(),
    storedBytes: () => store.bytes(),
    storedByPartition: (container) => store.bytesByPartition(container),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      store.close();
    },
  };
}

async function respond(
  account: FakeAccount,
  ledger: Ledger,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await textOf(request);
  const answer = answerTo(account, request, text);
  if (answer.cut) {
    request.socket.destroy();
    return;
  }
  const requestUnits = answer.requestUnits ?? (answer.status < 400 ? 0 : refusal);
  ledger.note(partitionOf(request), requestUnits);
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'x-ms-request-charge': requestUnits.toFixed(2),
    ...answer.headers,
  });
  response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
}

/** The one that a request is about, by its JSON; empty where it is about none. */
function partitionOf({ headers }: IncomingMessage): string {
  const key = headers['x-ms-documentdb-partitionkey'];
  const [partition = ''] = JSON.parse(typeof key === 'string' ? key : '[]') as string[];
  return partition;
}

function answerTo(account: FakeAccount, request: IncomingMessage, text: string): Handled {
  try {
    return handle(account, {
      method: request.method ?? '',
      path: new URL(request.url ?? '', account.endpoint).pathname,
      headers: request.headers as Record<string, string | undefined>,
      body: text === '' ? undefined : JSON.parse(text),
    });
  } catch (error) {
    const { status, code, headers, message } =
      error instanceof Refusal ? error : new Refusal(500, 'InternalServerError', String(error));
    return { status, body: { code, message }, headers };
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
