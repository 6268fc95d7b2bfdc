import type { Api } from './api.ts';
import type { DeltaMeter } from './delta-meter.ts';
import type { Figure } from './figures.ts';
import type { Fleet } from './fleet.ts';
import type { Service } from './service.ts';

/** What a measurement of the control plane works with. */
export type Bench = {
  service: Service;
  api: Api;
  fleet: Fleet;
  deltas: DeltaMeter;
  /** Sessions with a running sandbox. */
  warm: string[];
  /** How long a measurement under a steady load goes on. */
  seconds: number;
};

export type Measurement = (bench: Bench) => Promise<Figure[]>;
