import { makeStyle, wantsColour, type Style } from './render/style.ts';

const wipeLine = '\r\u001b[2K';

/**
 * Standard output and error. On a terminal it keeps a progress line below what is printed, while
 * the cursor is at the start of a line; it can be held while a question is asked.
 */
export class Terminal {
  readonly style: Style;
  readonly interactive: boolean;
  readonly #out: NodeJS.WriteStream;
  readonly #err: NodeJS.WriteStream;
  #atLineStart = true;
  #progress = '';
  #progressShown = false;
  /** What is printed while a question is open. */
  #held: string[] | undefined;

  constructor(out: NodeJS.WriteStream, err: NodeJS.WriteStream, env: NodeJS.ProcessEnv) {
    this.#out = out;
    this.#err = err;
    this.interactive = out.isTTY === true;
    this.style = makeStyle(wantsColour(env, this.interactive));
  }

  get columns(): number {
    return this.#out.columns || 80;
  }

  write(text: string): void {
    if (text === '') return;
    if (this.#held) {
      this.#held.push(text);
      return;
    }
    this.#wipeProgress();
    this.#out.write(text);
    this.#atLineStart = text.endsWith('\n');
    this.#drawProgress();
  }

  writeError(text: string): void {
    this.#wipeProgress();
    this.#err.write(text);
  }

  /** Replaces the progress line; nothing without a terminal. */
  setProgress(line: string): void {
    if (!this.interactive) return;
    this.#progress = line;
    if (this.#held) return;
    this.#wipeProgress();
    this.#drawProgress();
  }

  /** Keeps back what is written until `release`. */
  hold(): void {
    this.#wipeProgress();
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held;
    if (!held) return;
    this.#held = undefined;
    this.#atLineStart = true;
    this.write(held.join(''));
  }

  /** Shows what was kept back below a question that nobody has answered. */
  leaveQuestion(): void {
    if (this.#held) this.#out.write('\n');
    this.release();
  }

  #wipeProgress(): void {
    if (!this.#progressShown) return;
    this.#progressShown = false;
    this.#out.write(wipeLine);
  }

  #drawProgress(): void {
    if (this.#progress === '' || !this.#atLineStart) return;
    this.#progressShown = true;
    this.#out.write(this.style.dim(this.#progress));
  }
}
