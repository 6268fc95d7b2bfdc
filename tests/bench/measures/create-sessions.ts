import type { Api } from '../api.ts';
import { durations, single, type Figure } from '../figures.ts';
import { inParallel } from '../in-parallel.ts';

const atOnce = 32;

/** Creates sessions one after the other, then `atOnce` in parallel. */
export async function createSessions(
  api: Api,
  { oneByOne, together }: { oneByOne: number; together: number },
): Promise<{ figures: Figure[]; sessionIds: string[] }> {
  // The first one makes the sample repository.
  await create(api);
  const sessionIds: string[] = [];
  const times: number[] = [];
  for (let index = 0; index < oneByOne; index += 1) {
    const { answer, ms } = await create(api);
    sessionIds.push(answer.sessionId);
    times.push(ms);
  }
  const from = performance.now();
  const parallel = await inParallel(atOnce, Array<undefined>(together).fill(undefined), () =>
    create(api),
  );
  const seconds = (performance.now() - from) / 1_000;
  sessionIds.push(...parallel.map(({ answer }) => answer.sessionId));
  return {
    sessionIds,
    figures: [
      durations('session create', times, { targets: [{ of: 'p50', atMost: 10 }] }),
      single(`session create, ${atOnce} at once`, '/s', together / seconds, {
        targets: [{ of: 'value', atLeast: 200 }],
      }),
    ],
  };
}

function create(api: Api) {
  return api.timed<{ sessionId: string }>('POST', 'sessions', { repository: 'sample' });
}
