import type { ExtraInputs, RegisteredFunction, StartedWorker } from '../worker.ts';
import type { HttpClaim } from './http-host.ts';
import { problem, sendProblem } from './problem.ts';
import { Router } from './router.ts';

/**
 * Serves the app's HTTP functions below the route prefix of host.json. Keys (`authLevel`) are
 * not checked: the app authenticates its callers itself.
 *
 * @throws an Error at start-up for a route that cannot be served.
 */
export function claimHttpFunctions(
  worker: StartedWorker,
  routePrefix: string,
  extraInputs: ExtraInputs,
): HttpClaim {
  const router = new Router<RegisteredFunction>();
  for (const fn of worker.functions.values()) {
    if (fn.trigger.type.toLowerCase() !== 'httptrigger') continue;
    const { route = fn.name, methods } = fn.trigger;
    router.add(`${routePrefix}/${String(route)}`, methodNames(methods), fn);
  }
  return {
    prefix: routePrefix === '' ? '/' : `/${routePrefix}/`,
    handle(request, response) {
      const { url = '', method = '' } = request;
      const requestId = String(request.headers['x-request-id']);
      const query = url.indexOf('?');
      const match = router.find(method, query < 0 ? url : url.slice(0, query));
      if (match.kind === 'found') {
        const { target, params } = match;
        void worker.serveHttp(target.name, {
          request,
          response,
          requestId,
          params,
          extraInputs: extraInputs(target),
        });
      } else if (match.kind === 'methodNotAllowed') {
        response.setHeader('allow', match.allow.join(', '));
        sendProblem(
          response,
          problem('method_not_allowed', `${method} is not allowed here.`, requestId),
        );
      } else {
        sendProblem(response, problem('not_found', undefined, requestId));
      }
    },
  };
}

function methodNames(methods: unknown): string[] {
  const names = Array.isArray(methods) ? methods.map(String) : [];
  return names.length > 0 ? names : ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
}
