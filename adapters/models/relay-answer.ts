import { headersToAgent } from './headers.ts';
import { meterStream } from './metered-stream.ts';
import { refuse, refuseUnreachable } from './refusal.ts';
import type { Upstream } from './upstream.ts';
import { UsageMeter, type TokenCount } from './usage-meter.ts';

/** Statuses that pass by themselves, so that the agent may try again on them. */
const passing = new Set([408, 409, 429, 500, 502, 503, 504, 529]);

/**
 * Turns a provider's answer into the agent's: streams and JSON as they are, and what is neither
 * (a proxy's page, a wrong address) into an error that says so.
 */
export async function relayAnswer(
  upstream: Upstream,
  answer: Response,
  expected: { stream: boolean },
  onCount: (count: TokenCount) => void,
): Promise<Response> {
  const type = answer.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (answer.ok && answer.body && type === 'text/event-stream') {
    return relay(answer, meterStream(answer.body, onCount));
  }
  // Everything else is short: an error, a list, or an answer that was asked for in one piece.
  const text = await answer.text();
  const json = parseJson(text);
  if (json === undefined) return refuseNonsense(upstream, answer.status, type);
  if (!answer.ok) return relay(answer, withoutKey(text, upstream.key));
  if (expected.stream) {
    return refuseUnreachable(
      `${upstream.label} answered in one piece although a stream was asked.`,
    );
  }
  const meter = new UsageMeter();
  meter.readAnswer(json);
  if (meter.count) onCount(meter.count);
  return relay(answer, text);
}

function relay(answer: Response, body: ReadableStream<Uint8Array> | string): Response {
  return new Response(body, { status: answer.status, headers: headersToAgent(answer.headers) });
}

function refuseNonsense(upstream: Upstream, status: number, type: string): Response {
  if (passing.has(status)) {
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
