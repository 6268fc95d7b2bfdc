import type { ApiClient } from './api-client.ts';
import type { Interrupts } from './interrupts.ts';
import type { Settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** What every command works with. */
export type Context = {
  settings: Settings;
  api: ApiClient;
  terminal: Terminal;
  interrupts: Interrupts;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** A new id with the prefix, e.g. `prm_…`. */
  newId: (prefix: string) => string;
};
