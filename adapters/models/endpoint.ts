import { z } from 'zod';
import type { ModelInfo } from '../../core/ports/models.ts';
import type { Connection } from './connection.ts';
import { describeModel, offerModel } from './known-models.ts';
import { proxyConnection, type ResolveModel } from './proxy-connection.ts';
import { refuseUnreachable } from './refusal.ts';
import { relayAnswer } from './relay-answer.ts';
import type { ModelSettings } from './settings.ts';
import { reachProvider, type Upstream } from './upstream.ts';

/** What the agent calls the model while only the endpoint knows which one it serves. */
const unnamedModel = 'default';

const modelList = z.object({ data: z.array(z.object({ id: z.string().min(1) })).min(1) });

/** Any OpenAI-compatible endpoint: a local server, a company's gateway, a provider not named here. */
export function connectEndpoint(
  settings: NonNullable<ModelSettings['endpoint']>,
  deadlineMs: number,
): Connection {
  const { url, key, model } = settings;
  const upstream: Upstream = {
    label: 'The model endpoint',
    baseUrl: url.replace(/\/+$/, ''),
    key,
    keyHeader: (secret) => ({ authorization: `Bearer ${secret}` }),
    deadlineMs,
  };
  return proxyConnection({
    provider: 'endpoint',
    models: [offered(model)],
    upstream,
    paths: ['/chat/completions'],
    ...(model ? {} : { resolveModel: firstListed(upstream) }),
  });
}

function offered(model: string | undefined): ModelInfo {
  const known = model
    ? describeModel(model)
    : { ...describeModel(unnamedModel), name: 'Default model' };
  // An unknown model may well think aloud; the agent only has to be ready to show it.
  return offerModel('endpoint', '@ai-sdk/openai-compatible', { ...known, reasoning: true });
}

/**
 * Asks the endpoint at the first request, not at start-up, so that Harvest starts before the
 * endpoint does; and remembers only an answer, so that a failure is asked about again.
 */
function firstListed(upstream: Upstream): ResolveModel {
  let first: string | undefined;
  return async (_model, signal) => {
    if (first) return { ok: true, model: first };
    const request = { method: 'GET', path: '/models', headers: {}, signal };
    const reached = await reachProvider(upstream, request, null);
    if (!reached.ok) return reached;
    if (!reached.answer.ok) {
      // Most likely the key is refused, which would happen to the completion just the same.
      const expected = { stream: false, signal };
      const refusal = await relayAnswer(upstream, reached.answer, expected, () => undefined);
      return { ok: false, refusal };
    }
    const list = modelList.safeParse(await reached.answer.json().catch(() => undefined));
    first = list.data?.data[0]?.id;
    if (first) return { ok: true, model: first };
    const text = `${upstream.label} does not list its models at /models. Check its address, or name the model in the configuration.`;
    return { ok: false, refusal: refuseUnreachable(text) };
  };
}
