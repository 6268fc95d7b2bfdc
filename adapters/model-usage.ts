import type { Usage } from '../contracts/events.ts';
import { noUsage, sumUsage } from '../contracts/usage.ts';
import type { Documents } from '../core/ports/documents.ts';
import type { ModelUsage } from '../core/ports/models.ts';

/** By model. */
type Counted = Record<string, Usage & { calls: number }>;

const collection = 'model-usage';
/** What is called while nothing runs is kept under the session's id alone. */
const keyOf = (sessionId: string, runId?: string): string =>
  runId === undefined ? sessionId : `${sessionId}.${runId}`;

/** What the model gateway has counted, which no sandbox can talk down. */
export class ModelUsageCounts {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** Adds one call to the run's usage, whichever others are added at the same time. */
  async add(
    { sessionId, runId }: { sessionId: string; runId: string | undefined },
    { model, ...usage }: ModelUsage,
  ): Promise<void> {
    const key = keyOf(sessionId, runId);
    for (;;) {
      const stored = await this.#documents.get<Counted>(collection, key);
      const before = stored?.body[model] ?? { calls: 0, ...noUsage };
      const counted = {
        ...stored?.body,
        [model]: { calls: before.calls + 1, ...sumUsage([before, usage]) },
      };
      const ifVersion = stored?.version ?? 0;
      const { written } = await this.#documents.put(collection, key, counted, { ifVersion });
      if (written) return;
    }
  }

  /** What the run has used so far; undefined when none of its calls was counted. */
  async of(sessionId: string, runId: string): Promise<Usage | undefined> {
    const stored = await this.#documents.get<Counted>(collection, keyOf(sessionId, runId));
    return stored && sumUsage(Object.values(stored.body));
  }

  /** Forgets what was counted for a run, or outside of all runs. */
  async forget(sessionId: string, runId?: string): Promise<void> {
    await this.#documents.delete(collection, keyOf(sessionId, runId));
  }
}
