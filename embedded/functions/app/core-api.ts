import type { RegisteredFunction } from '../worker.ts';
import type { AppHooks, HookCallback } from './app-hooks.ts';
import { Disposable } from './disposable.ts';
import type {
  CoreLog,
  FunctionCallback,
  FunctionMetadata,
  ProgrammingModel,
} from './programming-model.ts';

/** A function of the app with everything needed to call it. */
export type AppFunction = RegisteredFunction & {
  metadata: FunctionMetadata;
  callback: FunctionCallback;
};

/** The module `@azure/functions-core`, as the library uses it. */
export type CoreApi = ReturnType<FunctionRegistry['coreApi']>;

/** Collects what the app registers while it loads; closed once the app has started. */
export class FunctionRegistry {
  readonly functions = new Map<string, AppFunction>();
  model: ProgrammingModel | undefined;
  readonly #hooks: AppHooks;
  readonly #log: CoreLog;
  #closed = false;

  constructor(hooks: AppHooks, log: CoreLog) {
    this.#hooks = hooks;
    this.#log = log;
  }

  /** From now on registering a function throws. */
  close(): void {
    this.#closed = true;
  }

  coreApi() {
    return {
      // The library looks at features, not at numbers; these are what it was written against.
      version: '3.13.0',
      hostVersion: '4.1040.0',
      Disposable,
      setProgrammingModel: (model: ProgrammingModel): void => {
        this.model = model;
      },
      getProgrammingModel: (): ProgrammingModel | undefined => this.model,
      registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback): Disposable =>
        this.#register(metadata, callback),
      registerHook: (name: string, callback: HookCallback): Disposable =>
        this.#hooks.add(name, callback),
      log: this.#log,
    };
  }

  #register(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
    const { name, bindings, retryOptions } = metadata;
    if (this.#closed) {
      throw new Error(`Function "${name}" is registered after the app has started.`);
    }
    // Azure compares names without regard to case.
    const taken = [...this.functions.keys()].find(
      (other) => other.toLowerCase() === name.toLowerCase(),
    );
    if (taken !== undefined) {
      throw new Error(`A function named "${taken}" is registered already; names must be unique.`);
    }
    const trigger = Object.entries(bindings).find(([, binding]) => /trigger$/i.test(binding.type));
    if (!trigger) throw new Error(`Function "${name}" has no trigger.`);
    this.functions.set(name, {
      name,
      bindings,
      trigger: { ...trigger[1], name: trigger[0] },
      ...(retryOptions !== undefined && { retry: retryOptions }),
      metadata,
      callback,
    });
    return new Disposable(() => this.functions.delete(name));
  }
}
