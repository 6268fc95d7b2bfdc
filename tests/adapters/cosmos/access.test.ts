import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CosmosDatabase, type CosmosOptions } from '../../../adapters/cosmos/database.ts';
import { CosmosDocuments } from '../../../adapters/documents/cosmos.ts';
import { fakeKey, fakeToken } from '../../fakes/cosmos/fake-cosmos.ts';
import { openCosmos, type CosmosUnderTest } from './open-cosmos.ts';

type HttpClient = NonNullable<CosmosOptions['httpClient']>;
type PipelineHeaders = Awaited<ReturnType<HttpClient['sendRequest']>>['headers'];

/** The SDK shows a token over TLS alone: what it says there goes to the fake over HTTP. */
const overTls = (endpoint: string): Partial<CosmosOptions> => ({
  endpoint: 'https://cosmos.test/',
  httpClient: {
    async sendRequest(request) {
      const { method, body, url } = request;
      const answer = await fetch(url.replace('https://cosmos.test/', endpoint), {
        method,
        headers: request.headers.toJSON(),
        ...(typeof body === 'string' ? { body } : {}),
      });
      const toJSON = () => Object.fromEntries(answer.headers);
      const headers = Object.assign(new Headers(answer.headers), { toJSON });
      return {
        request,
        status: answer.status,
        headers: headers as unknown as PipelineHeaders,
        bodyAsText: await answer.text(),
      };
    },
  },
});

const identity = (token: string): CosmosOptions['access'] => ({
  credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
});

describe('access to Cosmos DB', () => {
  let subject: CosmosUnderTest;
  const opened: CosmosDatabase[] = [];
  const connect = (options: Partial<CosmosOptions>): CosmosDocuments => {
    const { endpoint } = subject.fake;
    const defaults = { endpoint, database: subject.name, access: { key: fakeKey } };
    const database = new CosmosDatabase({ ...defaults, ...options });
    opened.push(database);
    return new CosmosDocuments(database, Date.now);
  };
  beforeEach(async () => {
    subject = await openCosmos();
  });
  afterEach(async () => {
    for (const database of opened.splice(0)) await database.close();
    await subject.close();
  });

  it('shows the token of its identity', async () => {
    const documents = connect({ access: identity(fakeToken), ...overTls(subject.fake.endpoint) });
    await documents.put('books', 'a', { title: 'a' });
    expect(await documents.get('books', 'a')).toMatchObject({ body: { title: 'a' } });
  });

  it('names setting and role in one line when it is refused, and no secret', async () => {
    const documents = connect({
      access: identity('stolen-token'),
      ...overTls(subject.fake.endpoint),
    });
    const failure: unknown = await documents.get('books', 'a').catch((error: unknown) => error);
    expect(String(failure)).toMatch(
      /COSMOS_ENDPOINT: .*\(401\).*Cosmos DB Built-in Data Contributor/,
    );
    expect(String(failure)).not.toMatch(/\n|stolen-token/);
  });

  it('says so when there is no identity', async () => {
    const unavailable = Object.assign(new Error('x'), { name: 'CredentialUnavailableError' });
    const getToken = () => Promise.reject(unavailable);
    const documents = connect({
      access: { credential: { getToken } },
      ...overTls(subject.fake.endpoint),
    });
    await expect(documents.get('books', 'a')).rejects.toThrow(/COSMOS_ENDPOINT: no Azure identity/);
  });

  it('says so at once when the address leads nowhere', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const documents = connect({ endpoint: `http://127.0.0.1:${port}/` });
    await expect(documents.get('books', 'a')).rejects.toThrow(
      /COSMOS_ENDPOINT: the address cannot be reached \(ECONNREFUSED\)/,
    );
  });

  it('does not wait for ever where nobody answers', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const documents = connect({ endpoint: `http://127.0.0.1:${port}/`, deadlineMs: 100 });
    await expect(documents.get('books', 'a')).rejects.toThrow(/COSMOS_ENDPOINT: /);
    server.close();
  });
});
