import type { BootConfig } from '../../contracts/supervisor.ts';

export type SandboxRequest = {
  /** Names the sandbox; the same id again returns the one that exists. */
  sandboxId: string;
  /** Start from this snapshot instead of an empty workspace. */
  snapshotId?: string;
  /** Handed to the supervisor on its standard input. */
  boot: BootConfig;
};

export type SandboxState = { phase: 'running' } | { phase: 'ended'; cause: string };

/** Where sandboxes come from. Each runs the supervisor as its main process. */
export interface SandboxProvider {
  readonly name: string;
  /** Whether sandboxes are walled off from the machine; if not, the log holds a warning. */
  isolated(): Promise<boolean>;
  /** Idempotent on `sandboxId`. Resolves when the main process has been started. */
  create(request: SandboxRequest): Promise<void>;
  state(sandboxId: string): Promise<SandboxState>;
  /**
   * Whether a supervisor of this provider can be reached at `endpoint`. A sandbox says its address
   * itself, and nothing that it says may make the service call any other machine.
   */
  isEndpoint(endpoint: string): boolean;
  list(): Promise<Array<{ sandboxId: string }>>;
  /**
   * Ends the sandbox and keeps its workspace and the agent's data as a snapshot. Works on a
   * sandbox that has died, too. Null when there is nothing to keep. Idempotent on both ids.
   */
  park(sandboxId: string, snapshotId: string): Promise<{ snapshotId: string } | null>;
  /** Ends it with all its processes; resolves when they are gone. Idempotent. */
  terminate(sandboxId: string): Promise<void>;
  deleteSnapshot(snapshotId: string): Promise<void>;
  /** The service is shutting down in order; sandboxes on other machines go on without it. */
  close(): Promise<void>;
}
