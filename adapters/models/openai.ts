import type { Connection } from './connection.ts';
import { offerModel, openaiModels } from './known-models.ts';
import { proxyConnection } from './proxy-connection.ts';

/** OpenAI; the agent's client speaks the Responses API to it. */
export function connectOpenai(key: string, deadlineMs: number): Connection {
  const [first, ...others] = openaiModels;
  const offer = (model: (typeof openaiModels)[number]) =>
    offerModel('openai', '@ai-sdk/openai', model);
  return proxyConnection({
    provider: 'openai',
    models: [offer(first), ...others.map(offer)],
    upstream: {
      label: 'OpenAI',
      baseUrl: 'https://api.openai.com/v1',
      key,
      keyHeader: (secret) => ({ authorization: `Bearer ${secret}` }),
      deadlineMs,
    },
    paths: ['/responses', '/chat/completions'],
  });
}
