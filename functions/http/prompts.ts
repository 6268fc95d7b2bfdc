import { services } from '../../adapters/services.ts';
import { queueLimit } from '../../contracts/api.ts';
import { isTooLong } from '../../core/prompt-size.ts';
import { signalNames } from '../../orchestrations/signals.ts';
import { acceptPrompt, checkPrompt } from '../accept-prompt.ts';
import { askSession } from '../ask-session.ts';
import { findSession } from '../find-session.ts';
import { raise } from '../../adapters/raise.ts';
import { promptInFull } from '../retried-prompt.ts';
import { accepted, ApiError } from './respond.ts';
import { serve } from './route.ts';

serve('sendPrompt', async ({ params, body, person }) => {
  const { sessionId, archived, waiting } = await findSession(params['sessionId']);
  const prompt = await promptInFull(sessionId, body);
  checkPrompt(prompt);
  if (archived) throw new ApiError('session_archived');
  if (waiting >= queueLimit) throw new ApiError('queue_full');
  const { promptId } = await acceptPrompt(sessionId, prompt, person);
  return { sessionId, promptId };
});

serve('changePrompt', async ({ params, body, person, client }) => {
  const { sessionId } = await findSession(params['sessionId']);
  const promptId = params['promptId'] ?? '';
  const { text, position } = body;
  if (text?.trim() === '') throw new ApiError('prompt_empty');
  if (text && isTooLong(text)) throw new ApiError('prompt_too_long');
  const commandId = services().newId('cmd');
  accepted(
    await askSession(client, sessionId, {
      ...{ type: 'change', commandId, promptId, by: person },
      ...(text === undefined ? {} : { text }),
      ...(position === undefined ? {} : { position }),
    }),
  );
  return undefined;
});

serve('cancelPrompt', async ({ params, person, client }) => {
  const { sessionId } = await findSession(params['sessionId']);
  const promptId = params['promptId'] ?? '';
  accepted(await askSession(client, sessionId, { type: 'cancel', promptId, by: person }));
  return undefined;
});

serve('stopRun', async ({ params, person, client }) => {
  const { sessionId } = await findSession(params['sessionId']);
  const stop = accepted(await askSession(client, sessionId, { type: 'stop', by: person }));
  await raise(client, stop.instanceId, signalNames.stop, {});
  return { runId: stop.runId };
});
