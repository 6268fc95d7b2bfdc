import { setTimeout as delay } from 'node:timers/promises';
import type { EventBody } from '../../contracts/events.ts';
import { outboxBatchBytes, type OutboxItem } from '../../contracts/supervisor.ts';
import { DismissedError, NoRoomError, type ControlPlane } from './control-plane.ts';
import { errorText, type Log } from './log.ts';
import type { OutboxBody, StateStore } from './state-store.ts';
import { isStorageFull } from './storage-full.ts';

const batchSize = 200;
const heartbeatMs = 5_000;
const maxBackOffMs = 2_000;
/** Events beyond this many in memory are lost; what ends a run or the sandbox is not. */
const maxUnstored = 1_000;

export type OutboxOptions = {
  store: StateStore;
  control: ControlPlane;
  orphanMs: number;
  log: Log;
  /** Called once, when nobody wants this sandbox any more. */
  onAbandoned: (cause: string) => void;
  /** Called when the disk has no room for an item, which is then kept in memory. */
  onStorageFull: () => void;
};

/**
 * Everything durable that the sandbox tells: stored first, then sent in order until it has been
 * acknowledged. The control plane drops what it already has, so sending twice is harmless.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #lastContact = Date.now();
  #drained: Array<() => void> = [];
  #loop: Promise<void> | undefined;
  /** What the full disk did not take: numbered, and sent, after all that is stored. */
  #unstored: OutboxItem[] = [];

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  event(event: EventBody): void {
    this.add({ kind: 'event', event });
  }

  add(body: OutboxBody): void {
    const at = new Date();
    this.#keep([body], at, () => this.#options.store.append(body, at));
  }

  /** Ends a run: what belongs to its end is stored in one step. */
  endRun(runId: string, items: readonly OutboxBody[]): void {
    const at = new Date();
    this.#keep(items, at, () => this.#options.store.endRun(runId, items, at));
  }

  start(): void {
    this.#lastContact = Date.now();
    this.#loop = this.#run();
  }

  /** Resolves when everything has been acknowledged, or after `timeoutMs`. */
  async flush(timeoutMs: number): Promise<void> {
    const drained = new Promise<void>((resolve) => this.#drained.push(resolve));
    this.#wake.abort();
    await Promise.race([drained, delay(timeoutMs, undefined, { ref: false })]);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#wake.abort();
    await this.#loop;
  }

  /** Stores items; in memory where the disk is full, or where earlier ones still wait there. */
  #keep(bodies: readonly OutboxBody[], at: Date, storeThem: () => void): void {
    const { store, log, onStorageFull } = this.#options;
    let stored = false;
    if (this.#unstored.length === 0) {
      try {
        storeThem();
        stored = true;
      } catch (error) {
        if (!isStorageFull(error)) throw error;
        log('the disk is full', { cause: errorText(error) });
      }
    }
    if (!stored) {
      const wanted = bodies.filter(
        ({ kind }) => kind !== 'event' || this.#unstored.length < maxUnstored,
      );
      this.#unstored.push(...wanted.map((body) => store.number(body, at)));
      onStorageFull();
    }
    this.#wake.abort();
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      this.#wake = new AbortController();
      const sent = await this.#sendBatch();
      if (sent === 'dismissed') return;
      failures = sent === 'failed' ? failures + 1 : 0;
      if (sent === 'more') continue;
      if (sent === 'failed') await this.#pause(Math.min(100 * 2 ** failures, maxBackOffMs));
      else await this.#pause(heartbeatMs, this.#wake.signal);
    }
  }

  async #sendBatch(): Promise<'more' | 'drained' | 'failed' | 'dismissed'> {
    const { store, control, log, orphanMs, onAbandoned } = this.#options;
    const stored = store.pending(batchSize, outboxBatchBytes);
    // What is in memory may be of any size, and is little.
    const items = stored.length > 0 ? stored : this.#unstored.slice(0, 1);
    try {
      const acknowledged = await control.send(items);
      this.#lastContact = Date.now();
      if (items.length > 0) this.#acknowledge(acknowledged);
    } catch (error) {
      log('events were not taken', { cause: errorText(error), waiting: items.length });
      if (error instanceof DismissedError) {
        onAbandoned('the control plane has dismissed this sandbox');
        return 'dismissed';
      }
      // Whoever frees the disk gets all of it, however long that takes.
      if (error instanceof NoRoomError) this.#lastContact = Date.now();
      if (Date.now() - this.#lastContact > orphanMs) {
        onAbandoned('the control plane has not been reachable for too long');
        return 'dismissed';
      }
      return 'failed';
    }
    if (store.hasPending() || this.#unstored.length > 0) return 'more';
    for (const resolve of this.#drained.splice(0)) resolve();
    return 'drained';
  }

  #acknowledge(n: number): void {
    this.#unstored = this.#unstored.filter((item) => item.n > n);
    try {
      this.#options.store.acknowledge(n);
    } catch (error) {
      // It is not sent again; what cannot be removed now is with what comes next.
      if (!isStorageFull(error)) throw error;
    }
  }

  /** Waits, but not beyond the close or the given signal. */
  async #pause(ms: number, wake?: AbortSignal): Promise<void> {
    const signal = wake ? AbortSignal.any([wake, this.#stop.signal]) : this.#stop.signal;
    await delay(ms, undefined, { signal }).catch(() => {});
  }
}
