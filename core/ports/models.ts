import type { Usage } from '../../contracts/events.ts';
import type { AgentModel } from '../../contracts/supervisor.ts';

/** A model as the agent is told of it, less the gateway's origin. */
export type ModelInfo = Omit<AgentModel, 'baseUrl'> & {
  /** The gateway's name for the connection, the first part of `ref`. */
  provider: string;
  /** True for the built-in script that needs no account. */
  rehearsal: boolean;
};

export type ModelRequest = {
  method: string;
  /** The part after the provider, e.g. `/chat/completions`. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | null;
  signal: AbortSignal;
};

/** What one call used, as the provider reported it and by the price that is known. */
export type ModelUsage = Usage & { model: string };

/** Takes what a call used; it has been kept when this resolves, and never rejects. */
export type OnUsage = (usage: ModelUsage) => void | Promise<void>;

/** The connected model providers. Keys are added here and never leave. */
export interface Models {
  list(): ModelInfo[];
  default(): ModelInfo;
  /**
   * Sends a request on to its provider with the key added and streams the answer back.
   * `onUsage` is called once, when the answer has ended and its usage is known; the answer's end
   * is held back for it, so that whoever has the whole answer finds it counted.
   */
  forward(provider: string, request: ModelRequest, onUsage: OnUsage): Promise<Response>;
}
