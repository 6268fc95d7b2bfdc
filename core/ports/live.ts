/** What a client may do on the live channel. Group names are exact, there are no wildcards. */
export type LiveGrant = {
  userId: string;
  /** Groups it may join and leave. */
  join: readonly string[];
  /** Groups it may send to. */
  send: readonly string[];
  /** Groups it is in from the moment it connects. */
  groups?: readonly string[];
  /**
   * Host and port by which the client reached this service: a live channel of the same machine is
   * then reached by it, too, as pages talk to the host they came from alone.
   */
  reachedBy?: string;
  /** Comes back with what the service tells of the client's connection. */
  mark?: string;
  /** How long the URL can be used to connect; an open connection is not cut by its end. */
  ttlMinutes: number;
};

/** The live channel to everyone who watches: groups of clients, and messages to them. */
export interface Live {
  /**
   * Sends a JSON message to everyone in the group, after earlier messages to the same group.
   * Best effort, because a live message is a hint and history is the truth: when the service
   * cannot be reached it logs and resolves. Resolves when the message has been sent or given up.
   */
  publish(group: string, message: unknown): Promise<void>;

  /**
   * A URL with a token for one client. It is a secret: hand it to that client alone.
   * `expiresAt` is an ISO time.
   */
  grant(grant: LiveGrant): Promise<{ url: string; expiresAt: string }>;

  /**
   * Ends the user's connections: what somebody may see is asked anew with the next grant. Throws
   * when the service cannot be reached.
   */
  disconnect(userId: string): Promise<void>;

  /** Gives up what waits to be sent and resolves when calls in flight have ended. */
  close(): Promise<void>;
}
