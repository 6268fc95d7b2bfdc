import type { SandboxProvider, SandboxState } from '../../core/ports/sandbox-provider.ts';
import { SandboxError } from './sandbox-error.ts';

/** What a deployment says of itself that has no place for sandboxes. */
export const noSandboxes =
  'No provider of sandboxes is connected, so no run can start: a function app cannot hold them, ' +
  'and the one provider that there is runs them beside Harvest on a single machine (npm start).';

/** Stands where there is no provider: it has no sandboxes, and says why it makes none. */
export class UnavailableSandboxes implements SandboxProvider {
  readonly name = 'none';

  async isolated(): Promise<boolean> {
    return true;
  }

  async create(): Promise<void> {
    throw new SandboxError('sandbox_failed', noSandboxes);
  }

  async state(): Promise<SandboxState> {
    return { phase: 'ended', cause: noSandboxes };
  }

  isEndpoint(): boolean {
    return false;
  }

  async list(): Promise<[]> {
    return [];
  }

  async park(): Promise<null> {
    return null;
  }

  async terminate(): Promise<void> {}

  async deleteSnapshot(): Promise<void> {}

  async close(): Promise<void> {}
}
