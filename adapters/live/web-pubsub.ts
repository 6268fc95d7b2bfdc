import type { TokenCredential } from '@azure/identity';
import { WebPubSubServiceClient, type WebPubSubServiceClientOptions } from '@azure/web-pubsub';
import { z } from 'zod';
import type { Live, LiveGrant } from '../../core/ports/live.ts';
import { azureProblem, type AzureTarget } from '../azure/azure-problem.ts';
import { markParameter } from './connection-events.ts';
import { connectionStringPart } from './connection-string.ts';
import { PublishQueue } from './publish-queue.ts';

export type WebPubSubLiveOptions = {
  /** A connection string (`Endpoint=…;AccessKey=…;Port=…;`) is for a service on this machine. */
  access: { endpoint: string; credential: TokenCredential } | { connectionString: string };
  hub: string;
  log: (message: string, detail?: Record<string, unknown>) => void;
  /** Replaces HTTP when the service runs in the same process. */
  httpClient?: NonNullable<WebPubSubServiceClientOptions['httpClient']>;
  /** Time for one call with its retry, in milliseconds. */
  deadlineMs?: number;
  maxInFlight?: number;
  maxWaiting?: number;
};

const tokenSchema = z.object({ exp: z.number() });

/** The live channel on Azure Web PubSub, or on anything that speaks its protocol. */
export class WebPubSubLive implements Live {
  readonly #client: WebPubSubServiceClient;
  readonly #queue: PublishQueue;
  readonly #deadlineMs: number;
  readonly #log: WebPubSubLiveOptions['log'];
  readonly #sameMachine: boolean;
  readonly #target: AzureTarget;
  /** Messages lost since one went through; an outage is logged at its start and end only. */
  #lost = 0;

  constructor(options: WebPubSubLiveOptions) {
    const { access, hub, httpClient } = options;
    const keySetting = 'WEB_PUBSUB_CONNECTION_STRING';
    this.#target =
      'endpoint' in access
        ? { setting: 'WEB_PUBSUB_ENDPOINT', access: { role: 'Web PubSub Service Owner' } }
        : { setting: keySetting, access: { keySetting } };
    this.#log = options.log;
    this.#deadlineMs = options.deadlineMs ?? 5_000;
    this.#sameMachine = isPlainLoopback(endpointOf(access));
    const clientOptions: WebPubSubServiceClientOptions = {
      allowInsecureConnection: this.#sameMachine,
      // A late hint is worth little, so there is one quick retry and no more.
      retryOptions: { maxRetries: 1, retryDelayInMs: 100, maxRetryDelayInMs: 1_000 },
      ...(httpClient ? { httpClient } : {}),
    };
    this.#client =
      'connectionString' in access
        ? new WebPubSubServiceClient(access.connectionString, hub, clientOptions)
        : new WebPubSubServiceClient(access.endpoint, access.credential, hub, clientOptions);
    this.#queue = new PublishQueue({
      maxInFlight: options.maxInFlight ?? 32,
      maxWaiting: options.maxWaiting ?? 2_000,
      onDrop: (group) => this.#noteLoss(group, 'too many messages wait'),
    });
  }

  publish(group: string, message: unknown): Promise<void> {
    return this.#queue.add(group, () => this.#send(group, message));
  }

  /** @throws AzureProblem when the service refuses, or cannot be reached */
  async grant(grant: LiveGrant): Promise<{ url: string; expiresAt: string }> {
    const { url, token } = await this.#tokenFor(grant);
    const marked = new URL(url);
    if (grant.mark !== undefined) marked.searchParams.set(markParameter, grant.mark);
    if (this.#sameMachine && grant.reachedBy !== undefined) marked.host = grant.reachedBy;
    return { url: marked.href, expiresAt: expiryOf(token) };
  }

  /** Signed here with a key, and by the service for those who come with an identity. */
  async #tokenFor(grant: LiveGrant): Promise<{ url: string; token: string }> {
    try {
      return await this.#client.getClientAccessToken({
        userId: grant.userId,
        roles: [
          ...grant.join.map((group) => `webpubsub.joinLeaveGroup.${group}`),
          ...grant.send.map((group) => `webpubsub.sendToGroup.${group}`),
        ],
        groups: [...(grant.groups ?? [])],
        expirationTimeInMinutes: grant.ttlMinutes,
        abortSignal: AbortSignal.timeout(this.#deadlineMs),
      });
    } catch (error) {
      throw azureProblem(error, this.#target);
    }
  }

  /** @throws AzureProblem when the service refuses, or cannot be reached */
  async disconnect(userId: string): Promise<void> {
    try {
      await this.#client.closeUserConnections(userId, {
        reason: 'What you may see has changed.',
        abortSignal: AbortSignal.timeout(this.#deadlineMs),
      });
    } catch (error) {
      throw azureProblem(error, this.#target);
    }
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  async #send(group: string, message: unknown): Promise<void> {
    try {
      await this.#client.group(group).sendToAll(message as object, {
        abortSignal: AbortSignal.timeout(this.#deadlineMs),
      });
    } catch (error) {
      this.#noteLoss(group, azureProblem(error, this.#target).message);
      return;
    }
    if (this.#lost === 0) return;
    this.#log('Live messages go through again.', { lost: this.#lost });
    this.#lost = 0;
  }

  #noteLoss(group: string, reason: string): void {
    if (this.#lost++ === 0) this.#log('Live messages are being lost.', { group, reason });
  }
}

function endpointOf(access: WebPubSubLiveOptions['access']): string {
  if ('endpoint' in access) return access.endpoint;
  return connectionStringPart(access.connectionString, 'Endpoint') ?? '';
}

/**
 * Whether the endpoint is plain HTTP on this machine.
 *
 * @throws for plain HTTP to another machine, over which tokens must not travel
 */
function isPlainLoopback(endpoint: string): boolean {
  const url = URL.parse(endpoint);
  if (url?.protocol !== 'http:') return false;
  if (['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return true;
  throw new Error('The Web PubSub endpoint must use https, except on this machine.');
}

/** The ISO time at which a token ends, read from the token so that it cannot differ from it. */
function expiryOf(token: string): string {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return new Date(tokenSchema.parse(JSON.parse(payload)).exp * 1000).toISOString();
}
