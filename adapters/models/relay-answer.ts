import type { TokenCount } from '../../core/model-cost.ts';
import { headersToAgent } from './headers.ts';
import { meterStream } from './metered-stream.ts';
import { refuse, refuseUnreachable } from './refusal.ts';
import type { Upstream } from './upstream.ts';
import { UsageMeter } from './usage-meter.ts';

/** Whether it may well be over soon; the agent tries again on these. */
const passes = (status: number): boolean => status >= 500 || [408, 409, 429].includes(status);

/**
 * Turns a provider's answer into the agent's: streams and JSON as they are, and what is neither
 * (a proxy's page, a wrong address) into an error that says so. Rejects only when `signal` was
 * aborted.
 */
export async function relayAnswer(
  upstream: Upstream,
  answer: Response,
  { stream, signal }: { stream: boolean; signal: AbortSignal },
  onCount: (count: TokenCount) => void | Promise<void>,
): Promise<Response> {
  const type = answer.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (answer.ok && answer.body && type === 'text/event-stream') {
    return relay(answer, meterStream(answer.body, onCount));
  }
  // Everything else is short: an error, a list, or an answer that was asked for in one piece.
  const text = await readText(answer, signal);
  if (text === undefined) {
    const broke = `${upstream.label} broke off its answer.`;
    return refuse(502, 'model_unreachable', broke);
  }
  const json = parseJson(text);
  if (json === undefined) return refuseNonsense(upstream, answer.status, type);
  if (!answer.ok) return relay(answer, withoutKey(text, upstream.key));
  if (stream) {
    return refuseUnreachable(
      `${upstream.label} answered in one piece although a stream was asked.`,
    );
  }
  const meter = new UsageMeter();
  meter.readAnswer(json);
  if (meter.count) await onCount(meter.count);
  return relay(answer, text);
}

async function readText(answer: Response, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await answer.text();
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

function relay(answer: Response, body: ReadableStream<Uint8Array> | string): Response {
  return new Response(body, { status: answer.status, headers: headersToAgent(answer.headers) });
}

function refuseNonsense(upstream: Upstream, status: number, type: string): Response {
  if (passes(status)) {
    const text = `${upstream.label} answered HTTP ${status} without a reason.`;
    return refuse(status, 'model_refused', text);
  }
  const what = type === 'text/html' ? 'a web page' : 'something that is not JSON';
  return refuseUnreachable(
    `${upstream.label} answered ${what} (HTTP ${status}). Is its address right, e.g. with /v1 at the end?`,
  );
}

function parseJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Some providers quote the key that they refuse. */
function withoutKey(text: string, key: string | undefined): string {
  return key ? text.replaceAll(key, '[key]') : text;
}
