import { costOf } from '../../core/model-cost.ts';
import type { ModelInfo } from '../../core/ports/models.ts';
import type { Connection } from './connection.ts';
import { openRequest } from './open-request.ts';
import { relayAnswer } from './relay-answer.ts';
import { reachProvider, type Upstream } from './upstream.ts';

/** The provider's own name for a model, where it is not the one that the agent uses. */
export type ResolveModel = (
  model: string,
  signal: AbortSignal,
) => Promise<{ ok: true; model: string } | { ok: false; refusal: Response }>;

type ProxyOptions = {
  provider: string;
  models: readonly [ModelInfo, ...ModelInfo[]];
  upstream: Upstream;
  /** The completion paths of its API. */
  paths: readonly string[];
  resolveModel?: ResolveModel;
};

/** A provider behind the streaming proxy. */
export function proxyConnection(options: ProxyOptions): Connection {
  const { provider, models, upstream, paths, resolveModel } = options;
  const prices = new Map(models.map(({ id, price }) => [id, price]));
  return {
    provider,
    models,
    async forward(request, onUsage) {
      const { signal } = request;
      const opened = openRequest(request, paths, [...prices.keys()]);
      if (opened.kind === 'refused') return opened.response;
      if (opened.kind === 'models') {
        const reached = await reachProvider(upstream, request, null);
        if (!reached.ok) return reached.refusal;
        return relayAnswer(upstream, reached.answer, { stream: false, signal }, () => undefined);
      }
      const { model, stream } = opened;
      const resolved = resolveModel
        ? await resolveModel(model, signal)
        : { ok: true as const, model };
      if (!resolved.ok) return resolved.refusal;
      // Without it a streamed completion is not metered, and the sandbox may leave it out.
      const metered = stream && request.path === '/chat/completions';
      const body = JSON.stringify({
        ...{ ...opened.body, model: resolved.model },
        ...(metered ? { stream_options: { include_usage: true } } : {}),
      });
      const reached = await reachProvider(upstream, request, body);
      if (!reached.ok) return reached.refusal;
      return relayAnswer(upstream, reached.answer, { stream, signal }, async (count) => {
        const price = prices.get(model);
        await onUsage({ model, ...count, costUsd: price ? costOf(count, price) : 0 });
      });
    },
  };
}
