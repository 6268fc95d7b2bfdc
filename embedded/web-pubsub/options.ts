/** Where the hub reports what an operator should see. Details never hold tokens or payloads. */
export type HubLog = (message: string, detail?: Record<string, unknown>) => void;

/** The bounds of the service, with the values of Azure Web PubSub unless noted. */
export type HubLimits = {
  /** Largest frame a client may send and largest body of a REST send, in bytes. */
  maxMessageBytes: number;
  /** Unacknowledged messages of a reliable connection; one more closes it. */
  maxUnackedMessages: number;
  /** Unacknowledged bytes of a reliable connection; one more closes it. */
  maxUnackedBytes: number;
  /** Bytes handed to a socket that its reader has not taken (a bound of this hub's own). */
  maxBufferedBytes: number;
  /** How long a reliable connection outlives its socket, in milliseconds. */
  recoveryWindowMs: number;
};

export const defaultLimits: HubLimits = {
  maxMessageBytes: 1024 * 1024,
  maxUnackedMessages: 1_000,
  maxUnackedBytes: 16 * 1024 * 1024,
  maxBufferedBytes: 16 * 1024 * 1024,
  recoveryWindowMs: 30_000,
};

export type HubOptions = {
  /** Name of the hub, the `{hub}` of its paths. */
  hub: string;
  /** The shared key that signs client and service tokens. */
  accessKey: string;
  /** Milliseconds since the epoch; defaults to the machine's clock. */
  clock?: () => number;
  limits?: Partial<HubLimits>;
  /** Where the app is told of connections, and is asked before each. */
  eventsUrl?: string;
  log?: HubLog;
};
