import type { Failure } from '../../contracts/errors.ts';
import type { Phase } from '../../contracts/events.ts';
import type { Outbox } from './outbox.ts';

const batchMs = 200;
const maxLinesPerPhase = 2_000;
const maxLineLength = 2_000;

/** A step of the start that cannot be done; what it says is shown to people. */
export class PhaseError extends Error {
  override readonly name = 'PhaseError';
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}

/** Makes the start of a sandbox visible: each phase with its log, its duration and its failure. */
export class Phases {
  readonly #outbox: Pick<Outbox, 'event'>;
  readonly #sandboxId: string;

  constructor(outbox: Pick<Outbox, 'event'>, sandboxId: string) {
    this.#outbox = outbox;
    this.#sandboxId = sandboxId;
  }

  /**
   * Runs one phase; `log` takes its lines. What the work throws becomes the phase's failure by
   * `toFailure`, and is thrown on as a `PhaseError`.
   */
  async run<T>(
    phase: Phase,
    work: (log: (line: string) => void) => Promise<T>,
    toFailure: (error: unknown) => Failure,
  ): Promise<T> {
    const sandboxId = this.#sandboxId;
    const startedAt = performance.now();
    const lines = new LineBatch((batch) =>
      this.#outbox.event({ type: 'phase.log', data: { sandboxId, phase, lines: batch } }),
    );
    const finish = (failure?: Failure): void => {
      lines.flush();
      const durationMs = Math.round(performance.now() - startedAt);
      const data = { sandboxId, phase, durationMs, ...(failure && { failure }) };
      this.#outbox.event({ type: 'phase.finished', data });
    };
    this.#outbox.event({ type: 'phase.started', data: { sandboxId, phase } });
    try {
      const result = await work((line) => lines.add(line));
      finish();
      return result;
    } catch (error) {
      const failure = error instanceof PhaseError ? error.failure : toFailure(error);
      finish(failure);
      throw new PhaseError(failure, { cause: error });
    }
  }
}

/** Collects lines for a moment, so that a chatty script does not make an event per line. */
class LineBatch {
  readonly #send: (lines: string[]) => void;
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #total = 0;

  constructor(send: (lines: string[]) => void) {
    this.#send = send;
  }

  add(line: string): void {
    this.#total += 1;
    if (this.#total > maxLinesPerPhase + 1) return;
    this.#waiting.push(
      this.#total > maxLinesPerPhase ? '… more lines are not shown' : line.slice(0, maxLineLength),
    );
    this.#timer ??= setTimeout(() => this.flush(), batchMs);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length > 0) this.#send(this.#waiting.splice(0));
  }
}
