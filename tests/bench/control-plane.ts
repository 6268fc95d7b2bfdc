import { setTimeout as delay } from 'node:timers/promises';
import { Api } from './api.ts';
import type { Bench, Measurement } from './bench.ts';
import { DeltaMeter } from './delta-meter.ts';
import { single, type Figure } from './figures.ts';
import { Fleet } from './fleet.ts';
import { createSessions } from './measures/create-sessions.ts';
import { measureDeltas, measureSaturation } from './measures/deltas.ts';
import { measureEntity } from './measures/entity.ts';
import { measureHistory } from './measures/history.ts';
import { measureBurst, measurePrompts, measurePromptsUnderLoad } from './measures/prompts.ts';
import { startService, type Service } from './service.ts';

const settleMs = 2_000;
/** Nothing is to be parked or given up while it is measured. */
const aDay = '86400';

const measurements: ReadonlyArray<[string, Measurement]> = [
  ['prompts', measurePrompts],
  ['prompts under load', measurePromptsUnderLoad],
  ['bursts', measureBurst],
  ['entity operations', measureEntity],
  ['deltas', measureDeltas],
  ['saturation', measureSaturation],
  ['history', measureHistory],
];

/**
 * Measures a service of its own with simulated supervisors over the real protocol.
 *
 * @param options.sessions sandboxes that run at the same time; ten times as many sessions are made
 * @param options.seconds duration of each steady load
 * @param options.only measures, of what needs sandboxes, only what has this in its name
 * @param options.progress is told what is being measured
 */
export async function measureControlPlane(options: {
  sessions: number;
  seconds: number;
  only: string;
  progress: (text: string) => void;
}): Promise<Figure[]> {
  const { sessions, seconds, only, progress } = options;
  const fleet = await Fleet.open();
  let service: Service | undefined;
  let api: Api | undefined;
  try {
    service = await startService({
      HARVEST_RUNTIME: fleet.runtime,
      HARVEST_IDLE_SECONDS: aDay,
      HARVEST_LOST_SECONDS: aDay,
      HARVEST_BOOT_SECONDS: aDay,
    });
    api = new Api(service.url, service.token);
    const figures = [await memory(service, 'memory, idle', 200)];
    progress('session create');
    const counts = { oneByOne: sessions * 2, together: sessions * 8 };
    const created = await createSessions(api, counts);
    figures.push(...created.figures);
    const total = (sessions * 10).toLocaleString('en');
    figures.push(await memory(service, `memory after ${total} sessions`, 300));
    progress(`starting ${sessions} sandboxes`);
    const warm = created.sessionIds.slice(0, sessions);
    await fleet.warmUp(api, warm);
    const bench: Bench = { service, api, fleet, deltas: new DeltaMeter(fleet), warm, seconds };
    for (const [name, measure] of measurements.filter(([name]) => name.includes(only))) {
      progress(name);
      figures.push(...(await measure(bench)));
    }
    figures.push(await memory(service, 'memory at the end of all this'));
    return figures;
  } finally {
    progress('cleaning up');
    api?.close();
    await fleet.close();
    await service?.stop();
  }
}

async function memory(service: Service, name: string, atMost?: number): Promise<Figure> {
  await delay(settleMs);
  const targets = atMost === undefined ? [] : [{ of: 'value' as const, atMost }];
  return single(name, 'MB', await service.memoryMb(), { targets });
}
