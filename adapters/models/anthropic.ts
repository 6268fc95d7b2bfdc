import type { Connection } from './connection.ts';
import { anthropicModels, offerModel } from './known-models.ts';
import { proxyConnection } from './proxy-connection.ts';

/** Anthropic's Messages API. */
export function connectAnthropic(key: string, deadlineMs: number): Connection {
  const [first, ...others] = anthropicModels;
  const offer = (model: (typeof anthropicModels)[number]) =>
    offerModel('anthropic', '@ai-sdk/anthropic', model);
  return proxyConnection({
    provider: 'anthropic',
    models: [offer(first), ...others.map(offer)],
    upstream: {
      label: 'Anthropic',
      baseUrl: 'https://api.anthropic.com/v1',
      key,
      keyHeader: (secret) => ({ 'x-api-key': secret }),
      deadlineMs,
    },
    paths: ['/messages'],
  });
}
