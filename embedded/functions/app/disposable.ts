/** What the programming model returns from a registration: call `dispose` to undo it. */
export class Disposable {
  #undo: (() => void) | undefined;

  constructor(undo: () => void) {
    this.#undo = undo;
  }

  static from(...parts: Disposable[]): Disposable {
    return new Disposable(() => parts.forEach((part) => part.dispose()));
  }

  dispose(): void {
    this.#undo?.();
    this.#undo = undefined;
  }
}
