import type { DurableClient } from 'durable-functions';

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

/** Lets a client send its requests another way than over HTTP. */
export function sendThrough(client: DurableClient, transport: DurableTransport): void {
  (client as unknown as WithAxios).axiosInstance.defaults.adapter = transport;
}
