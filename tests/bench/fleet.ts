import type { BootConfig } from '../../contracts/supervisor.ts';
import { newId } from '../../adapters/ids.ts';
import type { Api } from './api.ts';
import { openBootDesk, type BootDesk } from './boot-desk.ts';
import { inParallel } from './in-parallel.ts';
import { SimulatedSupervisor } from './simulated-supervisor.ts';

const patienceMs = 120_000;
const bootsAtOnce = 4;

/** When a prompt was sent and accepted, and when it reached the sandbox: `performance.now()`. */
export type Delivery = { sentAt: number; acceptedAt: number; deliveredAt: number };

/** All the sandboxes of a benchmark, played by this process. */
export class Fleet {
  /** By session. */
  readonly supervisors = new Map<string, SimulatedSupervisor>();
  /** Whether runs that begin from now on end at once. */
  endsTurns = true;
  readonly #arrivals = new Map<string, (at: number) => void>();
  #desk: BootDesk | undefined;

  static async open(): Promise<Fleet> {
    const fleet = new Fleet();
    fleet.#desk = await openBootDesk((boot) => fleet.#boot(boot));
    return fleet;
  }

  get runtime(): string {
    if (!this.#desk) throw new Error('The fleet is not open.');
    return this.#desk.runtime;
  }

  /** Gives each session a running sandbox, by a first prompt. */
  async warmUp(api: Api, sessionIds: readonly string[]): Promise<void> {
    await inParallel(bootsAtOnce, sessionIds, async (sessionId) => {
      await this.prompt(api, sessionId);
    });
    await untilIdle(api, sessionIds);
  }

  /** Sends a prompt and resolves when its run has reached the session's sandbox. */
  async prompt(api: Api, sessionId: string): Promise<Delivery> {
    const promptId = newId('prm', Date.now());
    const arrival = this.#arrivalOf(promptId);
    const sentAt = performance.now();
    const accepted = api
      .call('POST', `sessions/${sessionId}/prompts`, { promptId, text: 'Measure this.' })
      .then(() => performance.now());
    const [acceptedAt, deliveredAt] = await Promise.all([accepted, arrival]);
    return { sentAt, acceptedAt, deliveredAt };
  }

  /** Ends the turns that go on. */
  endTurns(): void {
    for (const supervisor of this.supervisors.values()) supervisor.endTurn();
  }

  async close(): Promise<void> {
    await Promise.all(this.supervisors.values().map((supervisor) => supervisor.close()));
    await this.#desk?.close();
  }

  #boot(boot: BootConfig): void {
    const supervisor = new SimulatedSupervisor(boot, (promptId) => {
      this.#arrivals.get(promptId)?.(performance.now());
      return this.endsTurns ? 'ends' : 'goes on';
    });
    this.supervisors.set(boot.sessionId, supervisor);
    void supervisor.start();
  }

  #arrivalOf(promptId: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#arrivals.delete(promptId);
        reject(new Error(`Prompt ${promptId} did not reach its sandbox.`));
      }, patienceMs);
      this.#arrivals.set(promptId, (at) => {
        clearTimeout(late);
        this.#arrivals.delete(promptId);
        resolve(at);
      });
    });
  }
}

/** Resolves when no run is going on in any of the sessions. */
export async function untilIdle(api: Api, sessionIds: readonly string[]): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (const sessionId of sessionIds) {
    for (;;) {
      const { status } = await api.call<{ status: string }>('GET', `sessions/${sessionId}`);
      if (status === 'idle') break;
      if (performance.now() > giveUpAt) throw new Error(`Session ${sessionId} stays ${status}.`);
      await pause(20);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
