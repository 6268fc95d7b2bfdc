import type { Bench } from '../bench.ts';
import type { DeltaRun } from '../delta-meter.ts';
import { durations, single, spreadOf, type Figure } from '../figures.ts';
import { Viewers } from '../viewers.ts';

const perSession = 20;
const manyViewers = 10;
const limitMs = 100;
const stepSeconds = 3;
const stepFactor = 1.25;
/** Below this share of what was offered, the generator or the service could not keep up. */
const enough = 0.95;

/** Deltas at the pace of 20 a second in each session. */
export async function measureDeltas(bench: Bench): Promise<Figure[]> {
  return [await steady(bench, 1, 15), await steady(bench, manyViewers, 50)];
}

/** Raises the rate in steps until deltas come late or not at all. */
export async function measureSaturation(bench: Bench): Promise<Figure[]> {
  return [
    single('deltas before p95 passes 100 ms, 1 viewer each', '/s', await climb(bench, 1, 1_000), {
      targets: [{ of: 'value', atLeast: 5_000 }],
      note: 'sessions, supervisors and viewers share the other core with the load generator',
    }),
    single(
      `deliveries before p95 passes 100 ms, ${manyViewers} viewers each`,
      '/s',
      await climb(bench, manyViewers, 500),
      { targets: [{ of: 'value', atLeast: 25_000 }] },
    ),
  ];
}

async function steady(bench: Bench, viewersEach: number, p95: number): Promise<Figure> {
  const { api, warm, deltas, seconds } = bench;
  const viewers = await Viewers.connect(api, warm, viewersEach, deltas.receive);
  const rate = warm.length * perSession;
  const run = await deltas.run(warm, { rate, seconds, viewersEach });
  await viewers.close();
  const name = `delta → client, ${warm.length} × ${perSession}/s, ${viewersEach} viewer${viewersEach > 1 ? 's' : ''} each`;
  const { latencies, expected, sent } = run;
  return durations(name, latencies, {
    targets: [{ of: 'p95', atMost: p95 }],
    note: `${Math.round(sent / seconds)} deltas/s sent, ${expected - latencies.length} of ${expected} deliveries missing`,
  });
}

/** The highest number of deliveries a second that still arrived in time. */
async function climb(bench: Bench, viewersEach: number, from: number): Promise<number> {
  const { api, warm, deltas } = bench;
  const viewers = await Viewers.connect(api, warm, viewersEach, deltas.receive);
  let best = 0;
  for (let rate = from; ; rate = Math.round(rate * stepFactor)) {
    const run = await deltas.run(warm, { rate, seconds: stepSeconds, viewersEach });
    if (!keptUp(run, rate)) break;
    best = run.latencies.length / run.seconds;
  }
  await viewers.close();
  return best;
}

function keptUp({ latencies, sent, expected, seconds }: DeltaRun, rate: number): boolean {
  if (sent < rate * seconds * enough || latencies.length < expected * enough) return false;
  return spreadOf(latencies).p95 <= limitMs;
}
