import type { Bench } from '../bench.ts';
import { durations, type Figure } from '../figures.ts';

const repetitions = 100;

/** A rename: the request, its orchestration, the actor's turn, and the answer. */
export async function measureEntity({ api, warm }: Bench): Promise<Figure[]> {
  const times: number[] = [];
  for (let index = 0; index < repetitions; index += 1) {
    const path = `sessions/${warm[index % warm.length]}`;
    times.push((await api.timed('PATCH', path, { title: `Title ${index}` })).ms);
  }
  return [durations('entity operation (rename)', times)];
}
