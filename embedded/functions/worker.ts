import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the host needs to know of a function that the app registered. */
export type RegisteredFunction = {
  name: string;
  /** The binding whose type ends in `Trigger`, with its name. */
  trigger: { name: string; type: string } & Record<string, unknown>;
  /** All bindings by name, as the app registered them (`type`, `direction`, …). */
  bindings: Record<string, { type: string; direction?: string } & Record<string, unknown>>;
  /** The app's retry options for this function, if any (applied by the trigger that owns it). */
  retry?: unknown;
};

/** How a trigger calls a function of the app. */
export type Invocation = {
  /** What the trigger hands to the handler; encoded as the Functions host would (string, JSON, bytes). */
  input: unknown;
  /**
   * Hand `input` to the handler as this very object, without the JSON round trip of the
   * worker protocol. Used for orchestrator histories, which are large and built in process.
   */
  direct?: boolean;
  /** Values for the extra inputs of the function, by binding name. */
  extraInputs?: Record<string, unknown>;
  /** Trigger metadata (`MessageId`, `DeliveryCount`, …), null values omitted. */
  metadata?: Record<string, unknown>;
  /** Attempt counters for functions with retry options. */
  retryContext?: { retryCount: number; maxRetryCount: number };
};

/** The language worker's side of the Functions host: a registry of functions and a way to call them. */
export type Worker = {
  functions: ReadonlyMap<string, RegisteredFunction>;
  /** Calls a function; resolves with its decoded return value, rejects with what the handler threw. */
  invoke(name: string, invocation: Invocation): Promise<unknown>;
};

/** An HTTP exchange that a route of the app has claimed. */
export type HttpInvocation = {
  request: IncomingMessage;
  response: ServerResponse;
  /** Identifies the request in answers and logs. */
  requestId: string;
  /** Values of the route's parameters. */
  params: Record<string, string>;
  extraInputs?: Record<string, unknown>;
};

/** The worker once the app is loaded. */
export type StartedWorker = Worker & {
  /**
   * Lets an HTTP function answer, bodies streamed both ways. Resolves when the answer has been
   * handed over, whatever the handler did: a throw is answered with 500, `undefined` with 204.
   */
  serveHttp(name: string, invocation: HttpInvocation): Promise<void>;
  /** Runs the app's `appTerminate` hooks. */
  stop(): Promise<void>;
};

/** Values for the extra inputs (`durableClient`) of a function, by binding name. */
export type ExtraInputs = (fn: RegisteredFunction) => Record<string, unknown>;
