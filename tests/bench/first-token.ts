import { newId } from '../../adapters/ids.ts';
import { Frame } from '../../contracts/frames.ts';
import { Api } from './api.ts';
import { durations, type Figure } from './figures.ts';
import { startService } from './service.ts';
import { Viewers } from './viewers.ts';

const patienceMs = 180_000;
const firstPrompt = 'Make the failing test pass';
const followUp = 'Add a function that finds the longest duration';

type Case = { token: number; branch: number };

/** From a prompt to what a person sees of it, with the real agent and the rehearsal model. */
export async function measureFirstToken(options: {
  repeat: number;
  progress: (text: string) => void;
}): Promise<Figure[]> {
  const { repeat, progress } = options;
  const service = await startService({ HARVEST_IDLE_SECONDS: '1' });
  const api = new Api(service.url, service.token);
  try {
    const cold: Case[] = [];
    const restored: Case[] = [];
    for (let round = 1; round <= repeat; round += 1) {
      progress(`round ${round} of ${repeat}`);
      const { sessionId } = await api.call<{ sessionId: string }>('POST', 'sessions', {
        repository: 'sample',
      });
      const watch = new Watch();
      const viewers = await Viewers.connect(api, [sessionId], 1, watch.receive);
      cold.push(await timePrompt(api, sessionId, watch, firstPrompt));
      await watch.until('parked');
      restored.push(await timePrompt(api, sessionId, watch, followUp));
      await viewers.close();
      await api.call('DELETE', `sessions/${sessionId}`);
    }
    return [...figuresOf('new session', cold, 4_000), ...figuresOf('parked session', restored)];
  } finally {
    api.close();
    await service.stop();
  }
}

async function timePrompt(api: Api, sessionId: string, watch: Watch, text: string): Promise<Case> {
  watch.reset();
  const promptId = newId('prm', Date.now());
  const from = performance.now();
  const seen = Promise.all([watch.until('token'), watch.until('finished')]);
  await api.call('POST', `sessions/${sessionId}/prompts`, { promptId, text });
  const [token, finished] = await seen;
  return { token: token - from, branch: finished - from };
}

function figuresOf(name: string, cases: readonly Case[], atMost?: number): Figure[] {
  const token = cases.map((each) => each.token);
  const branch = cases.map((each) => each.branch);
  const targets = atMost === undefined ? [] : [{ of: 'p50' as const, atMost }];
  return [
    durations(`prompt → first token, ${name}`, token, { targets }),
    durations(`prompt → branch, ${name}`, branch),
  ];
}

type Sign = 'token' | 'finished' | 'parked';

/** Notes when a viewer first sees each sign since the last reset. */
class Watch {
  readonly #seen = new Map<Sign, number>();
  readonly #waiting = new Map<Sign, (at: number) => void>();

  reset(): void {
    this.#seen.clear();
  }

  readonly receive = (data: unknown): void => {
    const frame = Frame.parse(data);
    if (frame.kind !== 'events') return this.#note('token');
    for (const event of frame.events) {
      if (event.type === 'part.finished') this.#note('token');
      if (event.type === 'sandbox.parked') this.#note('parked');
      if (event.type !== 'run.finished') continue;
      if (event.data.outcome !== 'completed')
        throw new Error(`The run ended as ${event.data.outcome}: ${event.data.failure?.message}`);
      this.#note('finished');
    }
  };

  /** Resolves with the time at which the sign was first seen. */
  until(sign: Sign): Promise<number> {
    const at = this.#seen.get(sign);
    if (at !== undefined) return Promise.resolve(at);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`No ${sign} was seen.`)), patienceMs);
      this.#waiting.set(sign, (now) => {
        clearTimeout(late);
        resolve(now);
      });
    });
  }

  #note(sign: Sign): void {
    if (this.#seen.has(sign)) return;
    const now = performance.now();
    this.#seen.set(sign, now);
    this.#waiting.get(sign)?.(now);
    this.#waiting.delete(sign);
  }
}
