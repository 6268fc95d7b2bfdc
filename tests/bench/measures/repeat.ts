import { durations, single, type Figure } from '../figures.ts';
import { timed } from '../timed.ts';

const samples = 100;

/** Request units that were charged so far; an adapter without them has none to tell. */
export type Charged = () => number;

/**
 * Does the work a hundred times, one after another, and says how long each took, and what one is
 * charged.
 *
 * @param work gets 0 to below 1, evenly spread, to choose by
 */
export async function repeat(
  name: string,
  charged: Charged | undefined,
  work: (share: number) => Promise<unknown>,
): Promise<Figure[]> {
  const before = charged?.();
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample += 1)
    times.push(await timed(() => work(sample / samples)));
  const figures = [durations(name, times)];
  if (charged && before !== undefined)
    figures.push(single(name, 'RU', (charged() - before) / samples));
  return figures;
}
