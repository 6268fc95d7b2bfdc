import type { EngineContext } from './context.ts';
import { removeInstance } from './lifecycle.ts';

const INTERVAL_MS = 60_000;
/** Instances per unit: a few milliseconds of work, so that turns get through in between. */
const BATCH = 50;

type RetentionContext = Pick<EngineContext, 'stores' | 'limits' | 'clock' | 'log'>;

/** Deletes finished instances that are old, or too many, and messages set aside long ago. */
export class Retention {
  readonly #context: RetentionContext;
  #timer: NodeJS.Timeout | undefined;
  #pruning: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(context: RetentionContext) {
    this.#context = context;
  }

  start(): void {
    const { stores, log } = this.#context;
    const count = stores.inbox.quarantined();
    if (count > 0)
      log('warn', 'durable.quarantined', 'Messages that failed are set aside.', { count });
    this.#timer = setInterval(() => {
      this.#pruning = this.prune().catch((error: unknown) => {
        this.#context.log('warn', 'durable.retention-failed', String(error));
      });
    }, INTERVAL_MS);
  }

  /** Deletes no further batch and resolves when the one under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#pruning;
  }

  /** Deletes in small batches until nothing is due; resolves with the number of instances. */
  async prune(): Promise<number> {
    const { stores } = this.#context;
    let total = 0;
    let removed = BATCH;
    while (removed === BATCH && !this.#stopped) {
      removed = await stores.write(() => {
        const ids = this.#due();
        for (const id of ids) removeInstance(stores, id);
        return ids.length;
      });
      total += removed;
    }
    if (!this.#stopped) await this.#pruneQuarantine();
    return total;
  }

  async #pruneQuarantine(): Promise<void> {
    const { stores, limits, clock, log } = this.#context;
    const before = clock() - limits.quarantineMs;
    const count = await stores.write(() => stores.inbox.deleteQuarantined(before, BATCH));
    if (count > 0)
      log('warn', 'durable.quarantine-pruned', 'Messages set aside long ago are gone.', { count });
  }

  #due(): string[] {
    const { stores, limits, clock } = this.#context;
    const old = stores.list.completedBefore(clock() - limits.retentionMs, BATCH);
    return old.length > 0 ? old : stores.list.completedBeyond(limits.maxFinishedInstances, BATCH);
  }
}
