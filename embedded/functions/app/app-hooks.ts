import { Disposable } from './disposable.ts';

const hookNames = ['appStart', 'preInvocation', 'postInvocation', 'appTerminate', 'log'] as const;

export type HookName = (typeof hookNames)[number];
export type HookCallback = (context: object) => unknown;

/** Callbacks that the app registers to run around its invocations and its life. */
export class AppHooks {
  readonly #callbacks = new Map<string, HookCallback[]>(hookNames.map((name) => [name, []]));

  /** @throws RangeError for a name the host does not know, which the library turns into advice. */
  add(name: string, callback: HookCallback): Disposable {
    const callbacks = this.#callbacks.get(name);
    if (!callbacks) {
      const error = new RangeError(`Unrecognized hook "${name}".`);
      throw Object.assign(error, { isAzureFunctionsSystemError: true });
    }
    callbacks.push(callback);
    return new Disposable(() => {
      const index = callbacks.indexOf(callback);
      if (index >= 0) callbacks.splice(index, 1);
    });
  }

  has(name: HookName): boolean {
    return this.#of(name).length > 0;
  }

  /** Runs the callbacks one after another; what one throws ends the run. */
  async run(name: HookName, context: object): Promise<void> {
    for (const callback of this.#of(name)) await callback(context);
  }

  /** As `run`, for the `log` hook: a log line cannot wait. */
  runSync(name: HookName, context: object): void {
    for (const callback of this.#of(name)) callback(context);
  }

  #of(name: HookName): HookCallback[] {
    return this.#callbacks.get(name) ?? [];
  }
}
