import type {
  Container,
  CosmosClient,
  CosmosClientOptions,
  Resource,
  SqlQuerySpec,
} from '@azure/cosmos';
import type { TokenCredential } from '@azure/identity';
import { azureProblem, type AzureTarget } from '../azure/azure-problem.ts';

export type CosmosOptions = {
  endpoint: string;
  database: string;
  /** An account key is for emulators only; a deployed service shows its identity. */
  access: { credential: TokenCredential } | { key: string };
  /** Replaces HTTP where the service is not on the network. */
  httpClient?: NonNullable<CosmosClientOptions['httpClient']>;
  /** Time for one call with its retries, in milliseconds. */
  deadlineMs?: number;
  /** Told after each call that the service answered: its request units. */
  onCharge?: (operation: string, requestUnits: number) => void;
};

type PageScope = { partition?: string; spec: SqlQuerySpec; limit: number; after?: string };

/** Any answer of the SDK: it says what it cost. */
type Answer = { requestCharge: number } | { headers: Record<string, unknown> };

/** The database in Cosmos DB. The SDK is loaded with the first call, so other hosts never load it. */
export class CosmosDatabase {
  readonly #options: CosmosOptions;
  readonly #deadlineMs: number;
  readonly #target: AzureTarget;
  #connecting: Promise<CosmosClient> | undefined;

  constructor(options: CosmosOptions) {
    this.#options = options;
    this.#deadlineMs = options.deadlineMs ?? 30_000;
    this.#target = {
      setting: 'COSMOS_ENDPOINT',
      access:
        'key' in options.access
          ? { keySetting: 'COSMOS_KEY' }
          : { role: 'Cosmos DB Built-in Data Contributor' },
    };
  }

  /**
   * Makes one call to a container.
   *
   * @param expected HTTP statuses that are outcomes here and not failures; they answer undefined.
   * @throws AzureProblem for every failure
   */
  async call<T extends Answer>(
    operation: string,
    containerId: string,
    run: (container: Container, options: { abortSignal: AbortSignal }) => Promise<T>,
    expected: readonly number[] = [],
  ): Promise<T | undefined> {
    try {
      const client = await (this.#connecting ??= this.#connect());
      const container = client.database(this.#options.database).container(containerId);
      const answer = await run(container, { abortSignal: AbortSignal.timeout(this.#deadlineMs) });
      this.#charge(operation, answer);
      return answer;
    } catch (error) {
      const { code, headers = {} } = error as { code?: unknown; headers?: Record<string, unknown> };
      this.#charge(operation, { headers });
      if (typeof code === 'number' && expected.includes(code)) return undefined;
      throw azureProblem(error, this.#target);
    }
  }

  /** Reads one document; undefined when there is none. */
  async read<T extends { id: string }>(
    operation: string,
    containerId: string,
    { partition, id }: { partition: string; id: string },
  ): Promise<(T & Resource) | undefined> {
    const answer = await this.call(operation, containerId, (container, options) =>
      container.item(id, partition).read<T>(options),
    );
    return answer?.resource;
  }

  /** Reads at most `limit` results, which the query has to keep to, from one partition. */
  async query<T>(
    operation: string,
    containerId: string,
    { partition, spec, limit }: { partition: string; spec: SqlQuerySpec; limit: number },
  ): Promise<T[]> {
    const scope = { partitionKey: partition, maxItemCount: limit };
    const answer = await this.call(operation, containerId, (container, options) =>
      container.items.query<T>(spec, { ...scope, ...options }).fetchAll(),
    );
    return answer?.resources ?? [];
  }

  /**
   * Reads what the service gives in one go of the results, which is 4 MB at most; nothing only when
   * there is nothing. `next` is the `after` of what follows. Without a partition it goes through all
   * of them, which costs more with each: never do that while somebody waits.
   */
  async queryPage<T>(
    operation: string,
    containerId: string,
    { partition, spec, limit, after }: PageScope,
  ): Promise<{ results: T[]; next?: string }> {
    const scope = {
      ...(partition === undefined ? {} : { partitionKey: partition }),
      maxItemCount: limit,
    };
    for (let continuationToken = after; ;) {
      const from = continuationToken === undefined ? scope : { ...scope, continuationToken };
      const page = await this.call(operation, containerId, (container, options) =>
        container.items.query<T>(spec, { ...from, ...options }).fetchNext(),
      );
      // An empty page may have others behind it.
      const results = page?.resources ?? [];
      continuationToken = page?.continuationToken;
      if (continuationToken !== undefined && results.length > 0)
        return { results, next: continuationToken };
      if (continuationToken !== undefined) continue;
      // Of a query that the service cannot run by itself, the SDK does not say where it goes on.
      if (page?.hasMoreResults) throw new Error(`${operation} cannot be read in pages.`);
      return { results };
    }
  }

  /** Drops the connections. */
  async close(): Promise<void> {
    const client = await this.#connecting?.catch(() => undefined);
    client?.dispose();
  }

  #charge(operation: string, answer: Answer): void {
    const units =
      'requestCharge' in answer
        ? answer.requestCharge
        : Number(answer.headers['x-ms-request-charge']);
    if (units > 0) this.#options.onCharge?.(operation, units);
  }

  async #connect(): Promise<CosmosClient> {
    const { CosmosClient } = await import('../azure/sdks.ts');
    const { endpoint, access, httpClient } = this.#options;
    return new CosmosClient({
      endpoint,
      ...(httpClient ? { httpClient } : {}),
      ...('key' in access ? { key: access.key } : { aadCredentials: access.credential }),
      connectionPolicy: {
        requestTimeout: 10_000,
        // With discovery on, the SDK tries a wrong address for two minutes before it says so. The
        // account's own address leads to its write region all the same.
        enableEndpointDiscovery: false,
        retryOptions: {
          maxRetryAttemptCount: 9,
          fixedRetryIntervalInMilliseconds: 0,
          maxWaitTimeInSeconds: 20,
        },
      },
    });
  }
}
