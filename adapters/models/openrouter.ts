import type { Connection } from './connection.ts';
import { offerModel, openrouterModels } from './known-models.ts';
import { proxyConnection } from './proxy-connection.ts';

/** OpenRouter, one key for many providers. */
export function connectOpenrouter(key: string, deadlineMs: number): Connection {
  const [first, ...others] = openrouterModels;
  const offer = (model: (typeof openrouterModels)[number]) =>
    offerModel('openrouter', '@ai-sdk/openai-compatible', model);
  return proxyConnection({
    provider: 'openrouter',
    models: [offer(first), ...others.map(offer)],
    upstream: {
      label: 'OpenRouter',
      baseUrl: 'https://openrouter.ai/api/v1',
      key,
      keyHeader: (secret) => ({ authorization: `Bearer ${secret}` }),
      deadlineMs,
    },
    paths: ['/chat/completions'],
  });
}
