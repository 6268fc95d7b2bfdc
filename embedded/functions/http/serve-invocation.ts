import type http from 'node:http';
import type { Outcome } from '../app/invoke.ts';
import type { TypedData } from '../app/typed-data.ts';
import { errorText } from '../error-text.ts';
import type { HostLog } from '../log.ts';
import type { HttpInvocation } from '../worker.ts';
import { prepareResult } from './handler-result.ts';
import { problem, sendProblem } from './problem.ts';

/** Calls the function and gives its outcome to `settle`, whose result the library then sends. */
export type CallFunction = (call: {
  triggerMetadata: Record<string, TypedData>;
  settle: (outcome: Outcome) => unknown;
}) => Promise<unknown>;

/**
 * Hands an exchange to the server that the library created for its streams, and sees to it that
 * the client gets an answer, whatever the handler does. The invocation's id, under which the
 * library pairs the exchange with the call, is the request's id.
 */
export async function serveInvocation(
  functionName: string,
  exchange: HttpInvocation,
  streamServer: http.Server,
  call: CallFunction,
  log: HostLog,
): Promise<void> {
  const { request, response, requestId, params } = exchange;
  const report = (error: unknown): void => {
    const fields = { function: functionName, requestId };
    if (response.destroyed) log('debug', 'host.client-gone', 'The client went away.', fields);
    else log('error', 'host.function-failed', errorText(error), fields);
  };
  const failure = () =>
    problem('internal', 'The request failed inside the service. Try again.', requestId);
  // Writing to a client that has gone is an event of the response, and no reason to crash.
  response.on('error', report);
  try {
    offer(exchange, streamServer);
    await call({
      triggerMetadata: { ...stringValues(params), Headers: { json: headersJson(request) } },
      settle: (outcome) => {
        if (outcome.ok) return prepareResult(outcome.result, request, response);
        report(outcome.error);
        return failure();
      },
    });
  } catch (error) {
    report(error);
    sendProblem(response, failure());
  }
}

function offer({ request, response, requestId }: HttpInvocation, server: http.Server): void {
  request.headers['x-ms-invocation-id'] = requestId;
  request.headers['x-forwarded-host'] = request.headers.host ?? '';
  request.headers['x-forwarded-proto'] = 'http';
  server.emit('request', request, response);
}

function headersJson({ headers }: http.IncomingMessage): string {
  const { 'set-cookie': setCookie, ...single } = headers;
  return JSON.stringify(setCookie ? { ...single, 'set-cookie': setCookie.join(', ') } : single);
}

function stringValues(params: Record<string, string>): Record<string, TypedData> {
  const values: Record<string, TypedData> = {};
  for (const [name, value] of Object.entries(params)) values[name] = { string: value };
  return values;
}
