import { app } from '@azure/functions';
import { services } from '../../adapters/services.ts';
import type { ModelUsage } from '../../core/ports/models.ts';
import { authoriseSandbox } from './authorise.ts';
import { readBody } from './body.ts';
import { responseOf } from './respond.ts';

/** Conversations with images are large; this is what providers take at most. */
const bodyLimit = 64 * 1024 * 1024;

/** The longest that one model call may take, in milliseconds. */
const callLimitMs = 15 * 60_000;

/** Tokens by model, per session, as the providers counted them. */
type SessionUsage = Record<string, { calls: number; inputTokens: number; outputTokens: number }>;

/** The only way from a sandbox to a model: the key is added here, and usage is metered. */
app.http('modelGateway', {
  methods: ['GET', 'POST'],
  route: 'models/{provider}/{*path}',
  authLevel: 'anonymous',
  handler: async (request, context) => {
    try {
      const { sandbox } = await authoriseSandbox(request, 'model');
      const body = request.method === 'POST' ? await readBody(request, bodyLimit) : null;
      const answer = await services().models.forward(
        request.params['provider'] ?? '',
        {
          method: request.method,
          path: `/${request.params['path'] ?? ''}`,
          query: new URL(request.url).search,
          headers: Object.fromEntries(request.headers),
          body,
          signal: AbortSignal.timeout(callLimitMs),
        },
        (usage) => void meter(sandbox.sessionId, usage),
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

async function meter(sessionId: string, usage: ModelUsage): Promise<void> {
  const { documents } = services();
  for (;;) {
    const stored = await documents.get<SessionUsage>('model-usage', sessionId);
    const total = { ...stored?.body };
    const before = total[usage.model] ?? { calls: 0, inputTokens: 0, outputTokens: 0 };
    total[usage.model] = {
      calls: before.calls + 1,
      inputTokens: before.inputTokens + usage.inputTokens,
      outputTokens: before.outputTokens + usage.outputTokens,
    };
    const ifVersion = stored?.version ?? 0;
    if ((await documents.put('model-usage', sessionId, total, { ifVersion })).written) return;
  }
}
