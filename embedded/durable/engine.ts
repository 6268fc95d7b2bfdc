import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Database } from '../../adapters/sqlite/database.ts';
import type { Dice } from '../dice.ts';
import type { HostLog } from '../functions/log.ts';
import type { Worker } from '../functions/worker.ts';
import { ActivityRunner } from './activity-runner.ts';
import { AppFunctions } from './app-functions.ts';
import { ClientOperations } from './client-operations.ts';
import type { EngineContext } from './context.ts';
import { Dispatcher, type DurableCounts } from './dispatcher.ts';
import { EntityRunner } from './entity-runner.ts';
import { ManagementApi } from './management/api.ts';
import type { ManagementCall, ManagementResponse } from './management/request.ts';
import { OrchestrationRunner } from './orchestration-runner.ts';
import { Retention } from './retention.ts';
import { defaultLimits, type Limits } from './settings.ts';
import { openStores } from './stores/stores.ts';
import { kind, unkind } from './strict.ts';

export type DurableOptions = {
  database: Database;
  worker: Worker;
  taskHub: string;
  /** Where the host's HTTP server is reached from this process: `http://127.0.0.1:PORT`. */
  baseUrl: string;
  /** Version of instances that are started without one (`context.df.version`). */
  defaultVersion?: string;
  /** Epoch milliseconds; whoever moves it by hand calls {@link DurableEngine.tick}. */
  clock?: () => number;
  newId?: () => string;
  log: HostLog;
  limits?: Partial<Limits>;
  /** Whether `continueAsNew` keeps events that came but were not awaited; Azure loses them. */
  keepUnawaited?: boolean;
  /** Lets the engine be as unkind as Azure may be, wherever these dice say so. */
  strict?: Dice | undefined;
};

/** How long {@link DurableEngine.stop} waits for turns and activities that are under way. */
const STOP_TIMEOUT_MS = 3_000;

/**
 * Runs the app's orchestrators, entities and activities on SQLite.
 *
 * Everything anyone waits for is a row; a turn deletes the messages it has consumed and writes
 * all it leads to in one transaction. So the process may be killed at any moment: what was
 * committed goes on after the next {@link start}, what was not is run again.
 *
 * The app's process must have `WEBSITE_HOSTNAME` set (to `127.0.0.1:PORT`), or the SDK rewrites
 * the URLs it is given to its own default port.
 */
export class DurableEngine {
  /** What clients may ask, without the detour over HTTP. */
  readonly client: ClientOperations;
  readonly #dispatcher: Dispatcher;
  readonly #retention: Retention;
  readonly #management: ManagementApi;

  constructor(options: DurableOptions) {
    const { worker, clock = Date.now, newId = randomUUID, log } = options;
    const unkindness = options.strict ? unkind(options.strict) : kind;
    const context: EngineContext = {
      stores: openStores(options.database),
      worker,
      functions: new AppFunctions(worker),
      limits: { ...defaultLimits, ...options.limits },
      log,
      clock,
      newId,
      defaultVersion: options.defaultVersion ?? '',
      unkindness,
      wake: (wakes) => unkindness.tell(() => this.#dispatcher.wake(wakes)),
    };
    this.client = new ClientOperations(context);
    this.#management = new ManagementApi(this.client, options);
    const orchestrations = new OrchestrationRunner(context, options.keepUnawaited ?? false);
    const entities = new EntityRunner(context);
    const activities = new ActivityRunner(context, this.#management.clientInput);
    this.#dispatcher = new Dispatcher(context, {
      orchestration: (id, attempt) => orchestrations.run(id, attempt),
      entity: (target, attempt) => entities.run(target, attempt),
      activity: (task) => activities.run(task),
    });
    this.#retention = new Retention(context);
  }

  /** Takes up whatever an earlier process has left, and all that comes. */
  start(): Promise<void> {
    this.#dispatcher.start();
    this.#retention.start();
    return Promise.resolve();
  }

  /** Starts nothing more and waits a bounded time for what is under way. */
  async stop(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, STOP_TIMEOUT_MS);
    });
    await Promise.race([Promise.all([this.#dispatcher.stop(), this.#retention.stop()]), timeout]);
    clearTimeout(timer);
  }

  /** The value of a `durableClient` input binding. */
  clientInput(): string {
    return this.#management.clientInput;
  }

  /** Serves the management API below `/runtime/webhooks/durabletask/`. */
  handle(req: IncomingMessage, res: ServerResponse): void {
    this.#management.handle(req, res);
  }

  /** The same for a client in this process. */
  answer(call: ManagementCall): Promise<ManagementResponse> {
    return this.#management.answer(call);
  }

  /** Looks at the clock anew and starts what has become due. */
  tick(): void {
    this.#dispatcher.tick();
  }

  /** Resolves when nothing is due: neither ready nor running. */
  idle(): Promise<void> {
    this.tick();
    return this.#dispatcher.drained();
  }

  counts(): DurableCounts {
    return this.#dispatcher.counts();
  }
}
