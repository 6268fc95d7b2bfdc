import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { durations, type Figure } from '../figures.ts';
import { untilIdle, type Delivery } from '../fleet.ts';
import { Viewers } from '../viewers.ts';

const promptsPerSecond = 20;
const loadPerSecond = 500;
const bursts = 20;

/** Prompts at a steady rate to sessions whose sandbox runs. */
export async function measurePrompts(bench: Bench): Promise<Figure[]> {
  return figuresOf(await steadyPrompts(bench), '');
}

/** The same while deltas stream to a viewer of each session. */
export async function measurePromptsUnderLoad(bench: Bench): Promise<Figure[]> {
  const { api, warm, deltas } = bench;
  const viewers = await Viewers.connect(api, warm, 1, deltas.receive);
  const load = deltas.load(warm, loadPerSecond);
  try {
    return figuresOf(await steadyPrompts(bench), `, ${loadPerSecond} deltas/s`);
  } finally {
    load.stop();
    await viewers.close();
  }
}

/**
 * One prompt to every session at the same moment, until the last has reached its sandbox. Real turns
 * take longer than that, so these end when all have begun.
 */
export async function measureBurst({ api, fleet, warm }: Bench): Promise<Figure[]> {
  const times: number[] = [];
  fleet.endsTurns = false;
  for (let burst = 0; burst < bursts; burst += 1) {
    const from = performance.now();
    const all = await Promise.all(warm.map((sessionId) => fleet.prompt(api, sessionId)));
    times.push(Math.max(...all.map(({ deliveredAt }) => deliveredAt)) - from);
    fleet.endTurns();
    await untilIdle(api, warm);
  }
  fleet.endsTurns = true;
  const name = `burst of ${warm.length} prompts, all delivered`;
  return [durations(name, times, { targets: [{ of: 'p95', atMost: 300 }] })];
}

async function steadyPrompts({ api, fleet, warm, seconds }: Bench): Promise<Delivery[]> {
  const startedAt = performance.now();
  const deliveries: Array<Promise<Delivery>> = [];
  for (let index = 0; index < seconds * promptsPerSecond; index += 1) {
    const dueAt = startedAt + (index * 1_000) / promptsPerSecond;
    await delay(Math.max(0, dueAt - performance.now()));
    const sessionId = warm[index % warm.length];
    if (sessionId) deliveries.push(fleet.prompt(api, sessionId));
  }
  const all = await Promise.all(deliveries);
  await untilIdle(api, warm);
  return all;
}

function figuresOf(deliveries: readonly Delivery[], circumstance: string): Figure[] {
  const accepted = deliveries.map(({ sentAt, acceptedAt }) => acceptedAt - sentAt);
  const delivered = deliveries.map(({ sentAt, deliveredAt }) => deliveredAt - sentAt);
  return [
    durations(`prompt accepted${circumstance}`, accepted, {
      targets: [{ of: 'p95', atMost: 8 }],
      note: `${promptsPerSecond} prompts/s to warm sandboxes`,
    }),
    durations(`prompt → supervisor${circumstance}`, delivered, {
      targets: [{ of: 'p50', atMost: 12 }],
    }),
  ];
}
