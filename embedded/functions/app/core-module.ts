import Module, { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CoreApi } from './core-api.ts';

const moduleName = '@azure/functions-core';
const shimFile = path.join(import.meta.dirname, '..', 'core-shim.cjs');
const slot = Symbol.for('harvest.functions-core');

type FilenameResolver = {
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
};

/**
 * Makes `@azure/functions-core`, which exists in no registry, resolve to `api` for every module
 * of this process. `@azure/functions` asks for it once and caches a failure, so this comes
 * before the app is loaded. A process can host one app: a second call throws.
 */
export function supplyCoreModule(api: CoreApi): void {
  const registry = globalThis as { [slot]?: CoreApi };
  if (registry[slot]) throw new Error('This process hosts an app already.');
  registry[slot] = api;

  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === moduleName
        ? { url: pathToFileURL(shimFile).href, format: 'commonjs', shortCircuit: true }
        : next(specifier, context),
  });
  // CommonJS source that comes from an asynchronous loader (OpenTelemetry installs one) is
  // resolved without the hooks above, but through this function.
  const resolver = Module as unknown as FilenameResolver;
  const resolveFilename = resolver._resolveFilename;
  resolver._resolveFilename = function (request, ...rest) {
    return request === moduleName ? shimFile : resolveFilename.call(this, request, ...rest);
  };
}
