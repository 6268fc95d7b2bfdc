import { randomUUID } from 'node:crypto';
import { AppHooks } from './app/app-hooks.ts';
import { FunctionRegistry, type AppFunction } from './app/core-api.ts';
import { supplyCoreModule } from './app/core-module.ts';
import { writeLine } from './app/invocation-log.ts';
import { invoke, type Call, type CallEnvironment } from './app/invoke.ts';
import { loadApp } from './app/load-app.ts';
import type { ProgrammingModel } from './app/programming-model.ts';
import { captureStreamServer } from './app/stream-server.ts';
import { fromTypedData, toTypedData } from './app/typed-data.ts';
import { serveInvocation } from './http/serve-invocation.ts';
import type { HostLog } from './log.ts';
import type { StartedWorker } from './worker.ts';

export type WorkerOptions = {
  /** The folder with the app's `package.json`. */
  appDirectory: string;
  log: HostLog;
};

/**
 * Loads the function app into this process and returns the way to call its functions.
 * A process can do this once.
 *
 * @throws an Error that names the file and the cause when the app cannot be loaded, registers
 *   no function, or has HTTP functions without `app.setup({ enableHttpStream: true })`.
 */
export async function startWorker({ appDirectory, log }: WorkerOptions): Promise<StartedWorker> {
  const hooks = new AppHooks();
  const registry = new FunctionRegistry(hooks, (level, category, message) =>
    writeLine({ level, category, message }, hooks, log),
  );
  supplyCoreModule(registry.coreApi());
  await loadApp(appDirectory);
  const { functions, model } = registry;
  if (!model || functions.size === 0) {
    throw new Error(`The app in ${appDirectory} registers no functions.`);
  }
  const appHookData = {};
  const hookContext = { hookData: {}, appHookData, functionAppDirectory: appDirectory };
  await hooks.run('appStart', hookContext);
  registry.close();
  const { server: streamServer } = await captureStreamServer(() => model.getCapabilities({}));
  if (!streamServer && [...functions.values()].some(isHttp)) {
    throw new Error(
      `The app in ${appDirectory} has to call app.setup({ enableHttpStream: true }): ` +
        'this host serves HTTP functions as streams only.',
    );
  }
  const environment = callEnvironment(model, hooks, appHookData, log);
  /** The function of a call that is about to be made. */
  const called = (name: string): AppFunction => {
    const fn = functions.get(name);
    if (!fn) throw new Error(`The app has no function named "${name}".`);
    const { type: trigger } = fn.trigger;
    log('debug', 'host.called', 'A function is called.', { functionName: name, trigger });
    return fn;
  };

  return {
    functions,
    async invoke(name, invocation) {
      const { input, direct = false, extraInputs, metadata = {}, retryContext } = invocation;
      const fn = called(name);
      const call: Call = {
        fn,
        invocationId: randomUUID(),
        inputData: inputData(fn, direct ? {} : input, extraInputs),
        triggerMetadata: Object.fromEntries(
          Object.entries(metadata).map(([key, value]) => [key, toTypedData(value)]),
        ),
        ...(retryContext && { retryContext }),
        ...(direct && { directInput: input }),
      };
      return fromTypedData(await invoke(call, environment));
    },
    async serveHttp(name, exchange) {
      if (!streamServer) throw new Error('The app does not stream HTTP.');
      const fn = called(name);
      await serveInvocation(
        name,
        exchange,
        streamServer,
        (call) =>
          invoke(
            {
              fn,
              invocationId: exchange.requestId,
              inputData: inputData(fn, undefined, exchange.extraInputs),
              ...call,
            },
            environment,
          ),
        log,
      );
    },
    async stop() {
      await hooks.run('appTerminate', hookContext);
    },
  };
}

function isHttp({ trigger }: AppFunction): boolean {
  return trigger.type.toLowerCase() === 'httptrigger';
}

function inputData(
  fn: AppFunction,
  input: unknown,
  extraInputs: Record<string, unknown> = {},
): Call['inputData'] {
  const data = [{ name: fn.trigger.name, data: toTypedData(input) }];
  for (const [name, value] of Object.entries(extraInputs)) {
    data.push({ name, data: toTypedData(value) });
  }
  return data;
}

function callEnvironment(
  model: ProgrammingModel,
  hooks: AppHooks,
  appHookData: object,
  log: HostLog,
): CallEnvironment {
  return {
    model,
    hooks,
    appHookData,
    log: ({ fn, invocationId }, context, level, category, message) => {
      const call = { functionName: fn.name, invocationId, context };
      writeLine({ level, category, message, call }, hooks, log);
    },
  };
}
