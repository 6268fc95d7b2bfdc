import { log } from '../adapters/log.ts';
import { services } from '../adapters/services.ts';
import type { ModelUsage } from '../core/ports/models.ts';

/** Tokens by model, per session, as the providers counted them. */
type SessionUsage = Record<string, { calls: number; inputTokens: number; outputTokens: number }>;

/**
 * Adds one model call to its session's usage. Never fails, for nobody waits for it: the call has
 * been answered by then. What could not be counted is logged.
 */
export async function meter(sessionId: string, usage: ModelUsage): Promise<void> {
  try {
    await add(sessionId, usage);
  } catch (error) {
    log('error', 'models.usage-uncounted', String(error), { sessionId, ...usage });
  }
}

async function add(sessionId: string, usage: ModelUsage): Promise<void> {
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
