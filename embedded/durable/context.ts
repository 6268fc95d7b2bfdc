import type { Worker } from '../functions/worker.ts';
import type { AppFunctions } from './app-functions.ts';
import type { HostLog } from '../functions/log.ts';
import type { Wakes } from './outbox.ts';
import type { Limits } from './settings.ts';
import type { Stores } from './stores/stores.ts';
import type { Unkindness } from './strict.ts';

/** What the parts of one engine share. */
export type EngineContext = {
  stores: Stores;
  worker: Worker;
  functions: AppFunctions;
  limits: Limits;
  log: HostLog;
  /** Epoch milliseconds. */
  clock: () => number;
  newId: () => string;
  /** Version of instances that are started without one. */
  defaultVersion: string;
  unkindness: Unkindness;
  /** Sets to work whoever a committed unit concerns. */
  wake: (wakes: Partial<Wakes>) => void;
};
