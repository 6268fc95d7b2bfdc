import { app } from '@azure/functions';
import { services } from '../../adapters/services.ts';
import { meter } from '../meter.ts';
import { authoriseSandbox } from './authorise.ts';
import { readBody } from './body.ts';
import { responseOf } from './respond.ts';

/** Conversations with images are large; this is what providers take at most. */
const bodyLimit = 64 * 1024 * 1024;

/** The longest that one model call may take, in milliseconds. */
const callLimitMs = 15 * 60_000;

/** The only way from a sandbox to a model: the key is added here, and usage is metered. */
app.http('modelGateway', {
  methods: ['GET', 'POST'],
  route: 'models/{provider}/{*path}',
  authLevel: 'anonymous',
  handler: async (request, context) => {
    try {
      const { sandbox, session } = await authoriseSandbox(request, 'model');
      const body = request.method === 'POST' ? await readBody(request, bodyLimit) : null;
      const answer = await services().models.forward(
        request.params['provider'] ?? '',
        {
          method: request.method,
          path: `/${request.params['path'] ?? ''}`,
          headers: Object.fromEntries(request.headers),
          body,
          signal: AbortSignal.timeout(callLimitMs),
        },
        (usage) => meter({ sessionId: sandbox.sessionId, runId: session.run?.runId }, usage),
      );
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        ...(answer.body ? { body: answer.body } : {}),
      };
    } catch (error) {
      return responseOf(error, context.invocationId);
    }
  },
});
