import { errorText } from '../error-text.ts';
import type { HostLog } from '../log.ts';
import type { Scheduler } from '../scheduler.ts';
import type { RegisteredFunction, Worker } from '../worker.ts';
import { parseNcrontab, type Schedule } from './ncrontab.ts';
import { parseRetryPolicy, type RetryPolicy } from './retry-policy.ts';
import type { TimerStatusStore } from './timer-status.ts';

export type TimerTriggerOptions = {
  fn: RegisteredFunction;
  /** NCRONTAB, settings resolved. */
  expression: string;
  worker: Worker;
  store: TimerStatusStore;
  scheduler: Scheduler;
  extraInputs: Record<string, unknown>;
  log: HostLog;
};

/**
 * Fires one timer function on its schedule. It never overlaps itself: the next occurrence is
 * looked for when the last one has ended. An occurrence that was missed while the process was
 * down, or cut short with it, is made up for once, with `isPastDue`.
 */
export class TimerTrigger {
  readonly #options: TimerTriggerOptions;
  readonly #schedule: Schedule;
  readonly #retry: RetryPolicy;
  #cancel: () => void = () => {};
  #running: Promise<void> | undefined;
  #stopped = false;

  /** @throws an Error for a schedule that is not valid. */
  constructor(options: TimerTriggerOptions) {
    this.#options = options;
    this.#schedule = parseNcrontab(options.expression);
    this.#retry = parseRetryPolicy(options.fn.retry);
  }

  async start(): Promise<void> {
    const { fn, store, scheduler, expression } = this.#options;
    const now = scheduler.now();
    const known = fn.trigger['useMonitor'] === false ? undefined : store.read(fn.name);
    const status = known?.schedule === expression ? known : undefined;
    if (fn.trigger['runOnStartup'] === true) this.#fire(now, false);
    else if (status && status.next <= now) this.#fire(status.next, true);
    else await this.#arm(now, status?.last);
  }

  /** Cancels what is to come and resolves when a run in progress has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  async #arm(after: number, last: number | undefined): Promise<void> {
    const { fn, store, scheduler, expression, log } = this.#options;
    const next = this.#schedule.next(after);
    if (next === undefined) return;
    const updated = scheduler.now();
    const status = { schedule: expression, next, updated };
    try {
      await store.write(fn.name, last === undefined ? status : { ...status, last });
    } catch (error) {
      // It fires all the same, and stores the occurrence after it. Should the process end before
      // that, the last one that was stored is made up for: once too often rather than never.
      log('error', 'host.timer-unsaved', errorText(error), { function: fn.name });
    }
    if (this.#stopped) return;
    this.#cancel = scheduler.after(next - scheduler.now(), () => this.#fire(next, false));
  }

  #fire(due: number, isPastDue: boolean): void {
    const { fn, scheduler, log } = this.#options;
    const run = async (): Promise<void> => {
      const done = await this.#run(due, isPastDue);
      if (done) await this.#arm(Math.max(scheduler.now(), due), due);
    };
    this.#running = run().catch((error: unknown) => {
      log('error', 'host.timer-stopped', String(error), { function: fn.name });
    });
  }

  /** False when it was stopped between retries: then the occurrence is still due. */
  async #run(due: number, isPastDue: boolean): Promise<boolean> {
    const { fn, worker, scheduler, extraInputs, log } = this.#options;
    const { maxRetryCount } = this.#retry;
    const next = this.#schedule.next(due);
    const input = {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: {
        Last: new Date(due).toISOString(),
        LastUpdated: new Date(scheduler.now()).toISOString(),
        ...(next !== undefined && { Next: new Date(next).toISOString() }),
      },
      IsPastDue: isPastDue,
    };
    for (let retryCount = 0; ; retryCount++) {
      const retryContext =
        fn.retry === undefined ? {} : { retryContext: { retryCount, maxRetryCount } };
      try {
        await worker.invoke(fn.name, { input, extraInputs, ...retryContext });
        return true;
      } catch (error) {
        log('error', 'host.function-failed', errorText(error), { function: fn.name, retryCount });
      }
      const exhausted = maxRetryCount >= 0 && retryCount >= maxRetryCount;
      if (exhausted) return true;
      if (!this.#stopped) await this.#pause(this.#retry.delayMs(retryCount + 1));
      if (this.#stopped) return false;
    }
  }

  /** Ends early when the trigger is stopped. */
  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.scheduler.after(delayMs, resolve);
      this.#cancel = () => {
        cancel();
        resolve();
      };
    });
  }
}
