import type { Connection } from './connection.ts';
import { describeModel, offerModel, openaiModels, type KnownModel } from './known-models.ts';
import { proxyConnection } from './proxy-connection.ts';
import type { ModelSettings } from './settings.ts';

/** Azure OpenAI through its `v1` API, which takes a deployment's name as the model. */
export function connectAzureOpenai(
  settings: NonNullable<ModelSettings['azureOpenai']>,
  deadlineMs: number,
): Connection {
  const { endpoint, key, deployment } = settings;
  const [first, ...others] = openaiModels;
  const offer = (model: KnownModel) => offerModel('azure-openai', '@ai-sdk/openai', model);
  return proxyConnection({
    provider: 'azure-openai',
    models: deployment ? [offer(describeModel(deployment))] : [offer(first), ...others.map(offer)],
    upstream: {
      label: 'Azure OpenAI',
      baseUrl: `${endpoint.replace(/\/+$/, '')}/openai/v1`,
      key,
      keyHeader: (secret) => ({ 'api-key': secret }),
      deadlineMs,
    },
    paths: ['/responses', '/chat/completions'],
  });
}
