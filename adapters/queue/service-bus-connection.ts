import type { ServiceBusClient, ServiceBusReceiver, ServiceBusSender } from '@azure/service-bus';
import type { TokenCredential } from '@azure/identity';
import { azureProblem, type AzureTarget } from '../azure/azure-problem.ts';
import { within } from '../azure/within.ts';

export type ServiceBusOptions = {
  queue: string;
  /** A connection string is for emulators only; a deployed service shows its identity. */
  access: { namespace: string; credential: TokenCredential } | { connectionString: string };
  /** Time for one call with its retries, in milliseconds. */
  deadlineMs?: number;
};

/** What the adapter calls: the sender of the queue, and the receiver of its dead letters. */
export type Links = {
  client: ServiceBusClient;
  sender: ServiceBusSender;
  dead: ServiceBusReceiver;
};

/** The connection to a queue. The SDK is loaded with the first call, so other hosts never load it. */
export class ServiceBusConnection {
  readonly #options: ServiceBusOptions;
  readonly #deadlineMs: number;
  readonly #target: AzureTarget;
  #opening: Promise<Links> | undefined;

  constructor(options: ServiceBusOptions) {
    this.#options = options;
    this.#deadlineMs = options.deadlineMs ?? 20_000;
    this.#target =
      'namespace' in options.access
        ? {
            setting: 'SERVICE_BUS__fullyQualifiedNamespace',
            access: { role: 'Azure Service Bus Data Sender and that of Data Receiver' },
          }
        : { setting: 'SERVICE_BUS', access: { keySetting: 'SERVICE_BUS' } };
  }

  /** @throws AzureProblem for every failure; the operation may have taken effect all the same */
  async call<T>(run: (links: Links) => Promise<T>): Promise<T> {
    try {
      const links = await (this.#opening ??= this.#open());
      return await within(this.#deadlineMs, run(links));
    } catch (error) {
      throw azureProblem(error, this.#target);
    }
  }

  async close(): Promise<void> {
    const links = await this.#opening?.catch(() => undefined);
    // Closing says goodbye over the wire, where nobody may be left to answer.
    if (links) await within(this.#deadlineMs, links.client.close()).catch(() => undefined);
  }

  async #open(): Promise<Links> {
    const { ServiceBusClient } = await import('../azure/sdks.ts');
    const { access, queue } = this.#options;
    const options = {
      retryOptions: { maxRetries: 3, retryDelayInMs: 250, timeoutInMs: this.#deadlineMs },
    };
    const client =
      'connectionString' in access
        ? new ServiceBusClient(access.connectionString, options)
        : new ServiceBusClient(access.namespace, access.credential, options);
    const sender = client.createSender(queue);
    return { client, sender, dead: client.createReceiver(queue, { subQueueType: 'deadLetter' }) };
  }
}
