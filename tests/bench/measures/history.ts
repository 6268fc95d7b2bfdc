import type { Bench } from '../bench.ts';
import { durations, type Figure } from '../figures.ts';
import type { SimulatedSupervisor } from '../simulated-supervisor.ts';

const lengths = [100, 10_000, 100_000];
const pageSize = 200;
const repetitions = 200;
const batchSize = 500;
const text = 'The test fails because the unit is compared before it is normalised. '.repeat(4);

/** Reads pages at places spread over histories of different lengths. */
export async function measureHistory({ api, fleet, warm }: Bench): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [index, length] of lengths.entries()) {
    const sessionId = warm[index % warm.length] ?? '';
    const supervisor = fleet.supervisors.get(sessionId);
    if (!supervisor) throw new Error(`Session ${sessionId} has no sandbox.`);
    await fill(supervisor, length);
    const times: number[] = [];
    for (let read = 0; read < repetitions; read += 1) {
      const after = Math.floor((Math.max(0, length - pageSize) * read) / repetitions);
      const path = `sessions/${sessionId}/events?after=${after}&limit=${pageSize}`;
      times.push((await api.timed('GET', path)).ms);
    }
    const name = `history page of ${pageSize} out of ${length.toLocaleString('en')}`;
    figures.push(durations(name, times, { targets: [{ of: 'p95', atMost: 10 }] }));
  }
  return figures;
}

async function fill(supervisor: SimulatedSupervisor, length: number): Promise<void> {
  const { runId } = supervisor;
  for (let stored = 0; stored < length; stored += batchSize) {
    const size = Math.min(batchSize, length - stored);
    const parts = Array.from({ length: size }, (_, index) => `prt_${stored + index}`);
    await supervisor.send(
      parts.map((id) => ({
        kind: 'event',
        event: { type: 'part.finished', data: { runId, part: { id, type: 'text', text } } },
      })),
    );
  }
}
