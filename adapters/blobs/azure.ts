import type { TokenCredential } from '@azure/identity';
import type { Blobs } from '../../core/ports/blobs.ts';
import { azureProblem, type AzureTarget } from '../azure/azure-problem.ts';
import { backOff } from '../backoff.ts';

export type AzureBlobsOptions = {
  /** Of one container of a storage account. */
  containerUrl: string;
  credential: TokenCredential;
  /** Time for one call with its retries, in milliseconds. */
  deadlineMs?: number;
};

const target: AzureTarget = {
  setting: 'BLOB_CONTAINER_URL',
  access: { role: 'Storage Blob Data Contributor' },
};

/** How often a request is made at most: each of them may be repeated. */
const attempts = 5;
const scope = 'https://storage.azure.com/.default';
/** Of the service's REST interface. */
const version = '2024-11-04';

type Attempt = { method: string; body: Uint8Array | undefined; signal: AbortSignal };

/**
 * Blobs in Azure Storage. Three requests are all that it takes, so they are made without the client
 * library.
 */
export class AzureBlobs implements Blobs {
  readonly #containerUrl: string;
  readonly #credential: TokenCredential;
  readonly #deadlineMs: number;

  constructor({ containerUrl, credential, deadlineMs = 30_000 }: AzureBlobsOptions) {
    this.#containerUrl = containerUrl.replace(/\/$/, '');
    this.#credential = credential;
    this.#deadlineMs = deadlineMs;
  }

  async put(id: string, bytes: Uint8Array): Promise<void> {
    await this.#request('PUT', id, bytes);
  }

  async get(id: string): Promise<Uint8Array | undefined> {
    return this.#request('GET', id);
  }

  async delete(id: string): Promise<void> {
    await this.#request('DELETE', id);
  }

  /** @throws AzureProblem */
  async #request(method: string, id: string, body?: Uint8Array): Promise<Uint8Array | undefined> {
    if (!/^\w{1,100}$/.test(id)) throw new Error(`${id} is not the id of a blob.`);
    const deadline = AbortSignal.timeout(this.#deadlineMs);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt({ method, body, signal: deadline }, id);
      } catch (error) {
        const problem = azureProblem(error, target);
        if (!problem.transient || deadline.aborted || attempt === attempts) throw problem;
        await backOff(attempt);
      }
    }
  }

  /** Answers the blob's bytes, or undefined when there is no such blob. */
  async #attempt({ method, body, signal }: Attempt, id: string): Promise<Uint8Array | undefined> {
    const token = await this.#credential.getToken(scope, { abortSignal: signal });
    const response = await fetch(`${this.#containerUrl}/${id}`, {
      method,
      headers: {
        authorization: `Bearer ${token?.token ?? ''}`,
        'x-ms-version': version,
        ...(body ? { 'x-ms-blob-type': 'BlockBlob' } : {}),
      },
      ...(body ? { body: new Uint8Array(body) } : {}),
      signal,
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.ok) return bytes;
    if (response.headers.get('x-ms-error-code') === 'BlobNotFound') return undefined;
    throw Object.assign(new Error('The request was refused.'), { statusCode: response.status });
  }
}
