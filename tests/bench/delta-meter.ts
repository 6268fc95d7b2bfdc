import { setTimeout as delay } from 'node:timers/promises';
import type { Fleet } from './fleet.ts';
import type { SimulatedSupervisor } from './simulated-supervisor.ts';

const warmUpMs = 1_000;
/** What has not arrived after this counts as lost. */
const drainMs = 3_000;
const tickMs = 2;

export type DeltaRun = {
  /** Milliseconds from the supervisor's send to the viewer's callback. */
  latencies: number[];
  /** Deltas sent, and deliveries that they should have made, in the measured time. */
  sent: number;
  expected: number;
  seconds: number;
};

/** Sends deltas at a rate and times their arrival. All in one process, so there is one clock. */
export class DeltaMeter {
  readonly #fleet: Fleet;
  #round = 0;
  #latencies: number[] = [];
  #window = { from: Infinity, to: Infinity };

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  /** For the viewers: takes whatever arrives. */
  readonly receive = (data: unknown): void => {
    const now = performance.now();
    const { kind, partId, text } = data as { kind?: string; partId?: string; text?: string };
    if (kind !== 'delta' || partId !== this.#partId || text === undefined) return;
    const sentAt = Number(text);
    if (sentAt >= this.#window.from && sentAt < this.#window.to) this.#latencies.push(now - sentAt);
  };

  /** Starts sending `rate` deltas a second, over all sessions in turn. Answers how to stop. */
  load(sessionIds: readonly string[], rate: number): { stop(): void } {
    this.#round += 1;
    this.#window = { from: Infinity, to: Infinity };
    this.#latencies = [];
    return this.#send(sessionIds, rate, () => {});
  }

  /** Sends `rate` deltas a second for `seconds` and answers how they arrived. */
  async run(
    sessionIds: readonly string[],
    { rate, seconds, viewersEach }: { rate: number; seconds: number; viewersEach: number },
  ): Promise<DeltaRun> {
    this.#round += 1;
    this.#latencies = [];
    const from = performance.now() + warmUpMs;
    const to = from + seconds * 1_000;
    this.#window = { from, to };
    let sent = 0;
    const sending = this.#send(sessionIds, rate, (at) => {
      if (at >= from && at < to) sent += 1;
    });
    await delay(warmUpMs + seconds * 1_000);
    sending.stop();
    const expected = sent * viewersEach;
    const giveUpAt = performance.now() + drainMs;
    while (this.#latencies.length < expected && performance.now() < giveUpAt) await delay(20);
    return { latencies: this.#latencies, sent, expected, seconds };
  }

  get #partId(): string {
    return `prt_bench${this.#round}`;
  }

  #send(
    sessionIds: readonly string[],
    rate: number,
    onSent: (at: number) => void,
  ): { stop(): void } {
    const supervisors = sessionIds.map((sessionId) => this.#supervisorOf(sessionId));
    const partId = this.#partId;
    const startedAt = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
      const due = Math.floor(((performance.now() - startedAt) / 1_000) * rate);
      for (; sent < due; sent += 1) {
        const supervisor = supervisors[sent % supervisors.length];
        if (!supervisor) return;
        const at = performance.now();
        const { runId } = supervisor;
        const text = at.toFixed(3).padStart(16);
        supervisor.sendFrame({ kind: 'delta', runId, partId, partType: 'text', offset: 0, text });
        onSent(at);
      }
    }, tickMs);
    return { stop: () => clearInterval(timer) };
  }

  #supervisorOf(sessionId: string): SimulatedSupervisor {
    const supervisor = this.#fleet.supervisors.get(sessionId);
    if (!supervisor) throw new Error(`Session ${sessionId} has no sandbox.`);
    return supervisor;
  }
}
