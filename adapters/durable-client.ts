import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { embeddedHost } from './embedded-host.ts';

type RequestConfig = {
  method?: string;
  /** Absolute. */
  url?: string;
  headers?: Record<string, unknown>;
  data?: unknown;
};

/** Takes the place of HTTP below the SDK's client; an adapter of axios. */
export type DurableTransport = (config: RequestConfig) => Promise<{
  status: number;
  statusText: string;
  /** As it arrives: JSON text, or nothing. */
  data: string;
  headers: Record<string, string>;
  config: RequestConfig;
}>;

/** The SDK's client has no setting for its transport; this is where it keeps its axios. */
type WithAxios = { axiosInstance: { defaults: { adapter: DurableTransport } } };

let last: { binding: string; client: df.DurableClient } | undefined;

/**
 * The client of the durable functions that the host binds to an invocation. The SDK checks every
 * address of the binding to make one, which is a good part of what a short invocation costs, and
 * the addresses stay the same until the host's keys change.
 */
export function durableClient(context: InvocationContext): df.DurableClient {
  const input = context.options.extraInputs.find(({ type }) => type === 'durableClient');
  const binding = JSON.stringify(input && context.extraInputs.get(input));
  if (last?.binding !== binding) last = { binding, client: newClient(context) };
  return last.client;
}

function newClient(context: InvocationContext): df.DurableClient {
  const client = df.getClient(context);
  const host = embeddedHost();
  // Over HTTP a request to the own process would take longer than what it asks for.
  if (host) sendThrough(client, host.durableTransport);
  return client;
}

/** Lets a client send its requests another way than over HTTP. */
export function sendThrough(client: df.DurableClient, transport: DurableTransport): void {
  (client as unknown as WithAxios).axiosInstance.defaults.adapter = transport;
}
