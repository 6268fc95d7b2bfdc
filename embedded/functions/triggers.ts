import { setTimeout } from 'node:timers/promises';
import type { Database } from '../../adapters/sqlite/database.ts';
import type { Dice } from '../dice.ts';
import { claimHttpFunctions } from './http/http-functions.ts';
import type { HttpClaim } from './http/http-host.ts';
import type { HostLog } from './log.ts';
import { QueueTrigger } from './queue/queue-trigger.ts';
import { systemScheduler, type Scheduler } from './scheduler.ts';
import { resolveSettings } from './settings.ts';
import { TimerStatusStore } from './timer/timer-status.ts';
import { TimerTrigger } from './timer/timer-trigger.ts';
import type { ExtraInputs, RegisteredFunction, StartedWorker } from './worker.ts';

export type TriggerOptions = {
  worker: StartedWorker;
  database: Database;
  host: {
    /** First segment of every route, without slashes; empty for none. */
    routePrefix: string;
    /** How many sessions a queue trigger handles at the same time. */
    maxConcurrentSessions: number;
  };
  /** What `%NAME%` in bindings stands for: the environment. */
  settings: Readonly<Record<string, string | undefined>>;
  extraInputs: ExtraInputs;
  /** Triggers that another part of the host serves, in lower case (`orchestrationtrigger`). */
  servedElsewhere: readonly string[];
  log: HostLog;
  scheduler?: Scheduler;
  /** Lets queues deliver once more what was handled, wherever these dice say so. */
  strict?: Dice | undefined;
};

export type Triggers = {
  /** The app's HTTP functions, for the HTTP host. */
  http: HttpClaim;
  /** Starts timers and queues. */
  start(): Promise<void>;
  /**
   * Takes no further work and resolves when what is in flight has ended, or after `graceMs`
   * (10 s by default): what is cut short then is delivered again after the next start.
   */
  stop(graceMs?: number): Promise<void>;
};

/**
 * Wires the app's HTTP, timer and queue functions to what triggers them.
 *
 * @throws an Error that names the function for a binding which this host cannot serve.
 */
export function createTriggers(options: TriggerOptions): Triggers {
  const { worker, host, extraInputs } = options;
  const timers: TimerTrigger[] = [];
  const queues: QueueTrigger[] = [];
  const queueNames = new Set<string>();
  for (const fn of worker.functions.values()) {
    try {
      refuseOutputs(fn);
      const type = fn.trigger.type.toLowerCase();
      if (type === 'timertrigger') timers.push(timerTrigger(fn, options));
      else if (type === 'servicebustrigger') queues.push(queueTrigger(fn, options, queueNames));
      else if (type !== 'httptrigger' && !options.servedElsewhere.includes(type)) {
        throw new Error(`this host has no ${fn.trigger.type}.`);
      }
    } catch (error) {
      throw new Error(`Function ${fn.name} cannot be served: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
  return {
    http: claimHttpFunctions(worker, host.routePrefix, extraInputs),
    async start() {
      for (const queue of queues) queue.start();
      await Promise.all(timers.map((timer) => timer.start()));
    },
    async stop(graceMs = 10_000) {
      const ended = Promise.all([...queues, ...timers].map((trigger) => trigger.stop()));
      await Promise.race([ended, setTimeout(graceMs, undefined, { ref: false })]);
    },
  };
}

/** Values for output bindings would be dropped in silence: there is no one to take them. */
function refuseOutputs({ bindings }: RegisteredFunction): void {
  for (const { type, direction } of Object.values(bindings)) {
    if (direction === 'out' && type !== 'http') {
      throw new Error(`this host has no output binding of type ${type}.`);
    }
  }
}

function timerTrigger(fn: RegisteredFunction, options: TriggerOptions): TimerTrigger {
  const { worker, database, settings, extraInputs, log, scheduler = systemScheduler } = options;
  return new TimerTrigger({
    fn,
    expression: resolveSettings(String(fn.trigger['schedule']), settings),
    worker,
    store: new TimerStatusStore(database),
    scheduler,
    extraInputs: extraInputs(fn),
    log,
  });
}

function queueTrigger(
  fn: RegisteredFunction,
  options: TriggerOptions,
  taken: Set<string>,
): QueueTrigger {
  const { worker, database, settings, extraInputs, log, scheduler = systemScheduler } = options;
  const { isSessionsEnabled, cardinality = 'one' } = fn.trigger;
  if (typeof fn.trigger['queueName'] !== 'string')
    throw new Error('only queues are served, not topics.');
  if (isSessionsEnabled !== true) throw new Error('its queue must have isSessionsEnabled.');
  if (cardinality !== 'one') throw new Error('messages are handed over one by one.');
  const queueName = resolveSettings(fn.trigger['queueName'], settings);
  if (taken.has(queueName)) throw new Error(`another function receives from ${queueName}.`);
  taken.add(queueName);
  return new QueueTrigger({
    fn,
    queueName,
    database,
    worker,
    scheduler,
    maxConcurrentSessions: options.host.maxConcurrentSessions,
    extraInputs: extraInputs(fn),
    log,
    strict: options.strict,
  });
}
