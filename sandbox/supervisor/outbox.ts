import { setTimeout as delay } from 'node:timers/promises';
import type { EventBody } from '../../contracts/events.ts';
import { outboxBatchBytes } from '../../contracts/supervisor.ts';
import { DismissedError, type ControlPlane } from './control-plane.ts';
import { errorText, type Log } from './log.ts';
import type { OutboxBody, StateStore } from './state-store.ts';

const batchSize = 200;
const heartbeatMs = 5_000;
const maxBackOffMs = 2_000;

export type OutboxOptions = {
  store: StateStore;
  control: ControlPlane;
  orphanMs: number;
  log: Log;
  /** Called once, when nobody wants this sandbox any more. */
  onAbandoned: (cause: string) => void;
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

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  event(event: EventBody): void {
    this.add({ kind: 'event', event });
  }

  add(body: OutboxBody): void {
    this.#options.store.append(body, new Date());
    this.#wake.abort();
  }

  /** Ends a run: what belongs to its end is stored in one step. */
  endRun(runId: string, items: readonly OutboxBody[]): void {
    this.#options.store.endRun(runId, items, new Date());
    this.#wake.abort();
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
    const items = store.pending(batchSize, outboxBatchBytes);
    try {
      const acknowledged = await control.send(items);
      this.#lastContact = Date.now();
      if (items.length > 0) store.acknowledge(acknowledged);
    } catch (error) {
      log('events were not taken', { cause: errorText(error), waiting: items.length });
      if (error instanceof DismissedError) {
        onAbandoned('the control plane has dismissed this sandbox');
        return 'dismissed';
      }
      if (Date.now() - this.#lastContact > orphanMs) {
        onAbandoned('the control plane has not been reachable for too long');
        return 'dismissed';
      }
      return 'failed';
    }
    if (store.hasPending()) return 'more';
    for (const resolve of this.#drained.splice(0)) resolve();
    return 'drained';
  }

  /** Waits, but not beyond the close or the given signal. */
  async #pause(ms: number, wake?: AbortSignal): Promise<void> {
    const signal = wake ? AbortSignal.any([wake, this.#stop.signal]) : this.#stop.signal;
    await delay(ms, undefined, { signal }).catch(() => {});
  }
}
