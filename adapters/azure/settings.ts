import { z } from 'zod';
import { httpUrl } from '../http-url.ts';

const onThisMachine = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A service shows what it comes in with over TLS alone; plain HTTP is for emulators and fakes here. */
const azureUrl = (error: string) =>
  httpUrl(error).refine((url) => {
    const { protocol, hostname = '' } = URL.parse(url) ?? {};
    return protocol !== 'http:' || onThisMachine.has(hostname);
  }, 'must begin with https://, except on this machine');

/**
 * Where the app's data is on Azure. The two names of Service Bus are those that the Functions host
 * reads for its trigger, with an identity and without one. Keys are for emulators.
 */
export const azureSettings = {
  COSMOS_ENDPOINT: azureUrl('must be the address of a Cosmos DB account').optional(),
  COSMOS_DATABASE: z.string().min(1).default('harvest'),
  COSMOS_KEY: z.base64('must be the key of a Cosmos DB emulator').optional(),
  SERVICE_BUS__fullyQualifiedNamespace: z
    .hostname('must be a host name such as NAME.servicebus.windows.net')
    .optional(),
  SERVICE_BUS: z.string().startsWith('Endpoint=', 'must be a connection string').optional(),
  BLOB_CONTAINER_URL: azureUrl('must be the address of a container for blobs').optional(),
  WEB_PUBSUB_ENDPOINT: azureUrl('must be the address of a Web PubSub service').optional(),
  WEB_PUBSUB_CONNECTION_STRING: z
    .string()
    .startsWith('Endpoint=', 'must be a connection string')
    .optional(),
  /** Not to get in with: only to know that an event is from the service. */
  WEB_PUBSUB_EVENT_KEY: z.string().min(16, 'must be a key of the Web PubSub service').optional(),
};

type Given = Readonly<Record<string, string | undefined>>;

/** What is wrong with these settings together. The single-machine host has a queue of its own. */
export function azureProblems(given: Given, host: 'embedded' | 'azure'): string[] {
  const problems: string[] = [];
  const has = (name: keyof typeof azureSettings) => given[name] !== undefined;
  const queues = ['SERVICE_BUS__fullyQualifiedNamespace', 'SERVICE_BUS'] as const;
  const lives = ['WEB_PUBSUB_ENDPOINT', 'WEB_PUBSUB_CONNECTION_STRING'] as const;
  for (const names of host === 'azure' ? [queues, lives] : [queues])
    if (names.every(has)) problems.push(`${names.join(' and ')} exclude each other`);
  if (!lives.some(has)) problems.push(`${lives[0]}: is missing`);
  for (const [name, value] of Object.entries(given))
    if (value?.startsWith('@Microsoft.KeyVault('))
      problems.push(
        `${name}: the platform could not read it from the vault; look whether the secret is there, and give the app's identity the role Key Vault Secrets User`,
      );
  if (has('COSMOS_KEY') && !has('COSMOS_ENDPOINT'))
    problems.push('COSMOS_KEY goes with COSMOS_ENDPOINT');
  if (host === 'azure') {
    if (!has('COSMOS_ENDPOINT')) problems.push('COSMOS_ENDPOINT: is missing');
    if (!has('BLOB_CONTAINER_URL')) problems.push('BLOB_CONTAINER_URL: is missing');
    if (!queues.some(has)) problems.push(`${queues[0]}: is missing`);
    return problems;
  }
  const queue = queues.find(has);
  if (queue)
    problems.push(
      `${queue}: must be absent, for this host delivers prompts from a queue of its own`,
    );
  // The connection string is the host's own.
  if (lives.every(has))
    problems.push(`${lives[0]}: must be absent, for this host has a live channel of its own`);
  return problems;
}
