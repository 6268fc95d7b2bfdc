import { Replay } from './replay.ts';
import type { Instance, InstanceStore } from './stores/instances.ts';

/**
 * Keeps the histories of recently active instances, up to a number of characters, so that a turn
 * need not read and parse what it has just written. The tables stay the truth: an entry is
 * dropped whenever its turn was not committed.
 */
export class ReplayCache {
  readonly #instances: InstanceStore;
  readonly #maxChars: number;
  /** Least recently used first. */
  readonly #replays = new Map<string, Replay>();
  #chars = 0;

  constructor(instances: InstanceStore, maxChars: number) {
    this.#instances = instances;
    this.#maxChars = maxChars;
  }

  /** Takes the history out of the cache for a turn, which gives it back with {@link keep}. */
  take(instance: Instance): Replay {
    const cached = this.#replays.get(instance.id);
    this.drop(instance.id);
    if (cached?.execution === instance.execution) return cached;
    const replay = new Replay(instance.execution);
    for (const { events, chars } of this.#instances.history(instance.id)) {
      replay.append(events, chars);
    }
    return replay;
  }

  keep(id: string, replay: Replay): void {
    this.drop(id);
    this.#replays.set(id, replay);
    this.#chars += replay.chars;
    for (const oldest of this.#replays.keys()) {
      if (this.#chars <= this.#maxChars) return;
      this.drop(oldest);
    }
  }

  drop(id: string): void {
    const replay = this.#replays.get(id);
    if (!replay) return;
    this.#chars -= replay.chars;
    this.#replays.delete(id);
  }
}
