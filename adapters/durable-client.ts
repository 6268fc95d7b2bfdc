import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { sendThrough } from './durable-transport.ts';
import { embeddedHost } from './embedded-host.ts';

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
