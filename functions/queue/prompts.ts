import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { promptQueueName } from '../../adapters/data-plane.ts';
import { durableClient } from '../../adapters/durable-client.ts';
import { services } from '../../adapters/services.ts';
import { startOnce } from '../../adapters/start-once.ts';
import { promptKey } from '../../core/prompt-key.ts';
import type { PromptMessage } from '../accept-prompt.ts';

/** Gives each prompt its orchestration. A prompt that comes again finds it there. */
app.serviceBusQueue('prompts', {
  queueName: promptQueueName,
  connection: 'SERVICE_BUS',
  isSessionsEnabled: true,
  cardinality: 'one',
  extraInputs: [df.input.durableClient()],
  handler: async (message, context) => {
    // Written by `acceptPrompt` alone.
    const { sessionId, prompt } = message as PromptMessage;
    const defaultModel = services().models.default().ref;
    const order = Number(context.triggerMetadata?.['sequenceNumber']);
    const placed = Number.isFinite(order) ? { ...prompt, order } : prompt;
    const input = { kind: 'new', sessionId, prompt: placed, defaultModel };
    const instanceId = promptKey(sessionId, prompt.promptId);
    await startOnce(durableClient(context), 'run-prompt', instanceId, input);
  },
});
