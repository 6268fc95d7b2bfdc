import type { DurableTransport } from '../../../adapters/durable-transport.ts';
import type { DurableEngine } from '../engine.ts';

/**
 * The transport of a durable client that runs in the engine's own process: requests are answered by
 * a function call. Everything above it (addresses, bodies, what a status means) is the real client's
 * work.
 */
export function engineTransport(engine: Pick<DurableEngine, 'answer'>): DurableTransport {
  return async (config) => {
    const { pathname, search } = new URL(config.url ?? '');
    const token: unknown = config.headers?.['x-ms-continuation-token'];
    const { status, body, headers } = await engine.answer({
      method: (config.method ?? 'get').toUpperCase(),
      url: pathname + search,
      continuationToken: typeof token === 'string' ? token : '',
      body: typeof config.data === 'string' ? config.data : '',
    });
    const data = body === undefined ? '' : JSON.stringify(body);
    return { status, statusText: '', data, headers: headers ?? {}, config };
  };
}
