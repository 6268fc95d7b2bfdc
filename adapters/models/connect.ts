import type { Models } from '../../core/ports/models.ts';
import { connectAnthropic } from './anthropic.ts';
import { connectAzureOpenai } from './azure-openai.ts';
import type { Connection } from './connection.ts';
import { connectEndpoint } from './endpoint.ts';
import { connectOpenai } from './openai.ts';
import { connectOpenrouter } from './openrouter.ts';
import { refuse } from './refusal.ts';
import { connectRehearsal } from './rehearsal/connection.ts';
import type { ModelSettings } from './settings.ts';

/** Long, because a local model may read a whole prompt before its answer begins. */
const defaultDeadlineMs = 120_000;

/**
 * The providers that the settings name, the first of them the default, in the order below; or
 * the rehearsal model alone when they name none. Contacts nobody before the first request.
 */
export function connectModels(
  settings: ModelSettings,
  { deadlineMs = defaultDeadlineMs }: { deadlineMs?: number } = {},
): Models {
  const { endpoint, anthropic, openai, azureOpenai, openrouter } = settings;
  const connected: Connection[] = [];
  if (endpoint) connected.push(connectEndpoint(endpoint, deadlineMs));
  if (anthropic) connected.push(connectAnthropic(anthropic.key, deadlineMs));
  if (openai) connected.push(connectOpenai(openai.key, deadlineMs));
  if (azureOpenai) connected.push(connectAzureOpenai(azureOpenai, deadlineMs));
  if (openrouter) connected.push(connectOpenrouter(openrouter.key, deadlineMs));
  const [first = connectRehearsal(), ...others] = connected;
  const connections = [first, ...others];
  return {
    list: () => connections.flatMap((connection) => connection.models),
    default: () => first.models[0],
    async forward(provider, request, onUsage) {
      const connection = connections.find((candidate) => candidate.provider === provider);
      if (!connection) return refuse(404, 'not_found', 'This model provider is not connected.');
      return connection.forward(request, onUsage);
    },
  };
}
