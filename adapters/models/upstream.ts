import { setTimeout as delay } from 'node:timers/promises';
import type { ModelRequest } from '../../core/ports/models.ts';
import { headersToProvider } from './headers.ts';
import { networkCause } from './network-cause.ts';
import { refuse, refuseUnreachable } from './refusal.ts';

/** A provider's API and how to be admitted to it. */
export type Upstream = {
  /** How error texts name it. */
  label: string;
  /** Without a trailing slash. */
  baseUrl: string;
  /** The key; never in an answer, even when the provider repeats it in an error. */
  key?: string | undefined;
  /** The header that carries the key, in the provider's own way. */
  keyHeader: (key: string) => Readonly<Record<string, string>>;
  /** How long until the provider's answer must begin, in milliseconds. */
  deadlineMs: number;
};

type Reached = { ok: true; answer: Response } | { ok: false; refusal: Response };

/**
 * Makes one request of a provider, with the key added, until its answer begins. Rejects only when
 * `request.signal` was aborted; a provider that cannot be reached is a refusal with the cause.
 */
export async function reachProvider(
  upstream: Upstream,
  request: Pick<ModelRequest, 'method' | 'path' | 'headers' | 'signal'>,
  body: string | null,
): Promise<Reached> {
  const { key, label } = upstream;
  const deadline = new AbortController();
  const answered = new AbortController();
  delay(upstream.deadlineMs, undefined, { signal: answered.signal, ref: false }).then(
    () => deadline.abort(),
    () => undefined,
  );
  try {
    const answer = await fetch(`${upstream.baseUrl}${request.path}`, {
      method: request.method,
      headers: headersToProvider(request.headers, key ? upstream.keyHeader(key) : {}),
      body,
      // Followed, a redirect would carry the key to another address.
      redirect: 'manual',
      signal: AbortSignal.any([request.signal, deadline.signal]),
    });
    return { ok: true, answer };
  } catch (error) {
    request.signal.throwIfAborted();
    if (deadline.signal.aborted) {
      return unreachable(label, 'it did not begin to answer in time');
    }
    const cause = networkCause(error);
    if (!cause.passing) return unreachable(label, cause.text);
    const text = `${label} cannot be reached: ${cause.text}.`;
    return { ok: false, refusal: refuse(502, 'model_unreachable', text) };
  } finally {
    answered.abort();
  }
}

function unreachable(label: string, cause: string): Reached {
  return { ok: false, refusal: refuseUnreachable(`${label} cannot be reached: ${cause}.`) };
}
