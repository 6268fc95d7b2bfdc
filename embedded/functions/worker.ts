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
