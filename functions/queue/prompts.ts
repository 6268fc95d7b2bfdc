import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { promptQueueName } from '../../adapters/data-plane.ts';
import { services } from '../../adapters/services.ts';
import { startOnce } from '../../adapters/start-once.ts';
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
    const input = { kind: 'new', sessionId, prompt, defaultModel };
    await startOnce(df.getClient(context), 'run-prompt', prompt.promptId, input);
  },
});
