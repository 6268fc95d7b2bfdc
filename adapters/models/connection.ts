import type { ModelInfo, ModelRequest, OnUsage } from '../../core/ports/models.ts';

/** One connected provider and the models that may be asked for through it. */
export type Connection = {
  provider: string;
  /** The first is the provider's default. */
  models: readonly [ModelInfo, ...ModelInfo[]];
  /**
   * Sends the request on and streams the answer back. What the provider or the network does is an
   * answer; it only rejects when `request.signal` was aborted.
   */
  forward(request: ModelRequest, onUsage: OnUsage): Promise<Response>;
};
