import { z } from 'zod';
import { SandboxId, SessionId, type Person } from '../../contracts/ids.ts';
import type { Documents } from '../../core/ports/documents.ts';
import type { Identity, SandboxIdentity } from '../../core/ports/identity.ts';
import { equalSecrets, Signer } from './signed.ts';

const browserDays = 30;

const BrowserCookie = z.object({ kind: z.literal('browser'), expires: z.number() });
const SandboxToken = z.object({
  kind: z.literal('sandbox'),
  sessionId: SessionId,
  sandboxId: SandboxId,
  scope: z.enum(['control', 'model', 'git']),
});

export type SingleUserOptions = {
  secret: string;
  /** What the command line client sends. */
  token: string;
  /** What the first browser signs in with. */
  code?: string;
  user: Person;
  documents: Documents;
  now: () => number;
};

/** One person on one machine: a token file for the command line, a one-time code for the browser. */
export class SingleUserIdentity implements Identity {
  readonly #options: SingleUserOptions;
  readonly #signer: Signer;

  constructor(options: SingleUserOptions) {
    this.#options = options;
    this.#signer = new Signer(options.secret);
  }

  person({ bearer, cookie }: { bearer?: string; cookie?: string }): Person | undefined {
    const { token, user, now } = this.#options;
    if (bearer !== undefined) return equalSecrets(bearer, token) ? user : undefined;
    const opened = cookie === undefined ? undefined : this.#signer.open(cookie, BrowserCookie);
    return opened && opened.expires > now() ? user : undefined;
  }

  async signIn(given: string): Promise<{ cookie: string } | undefined> {
    const { code, documents, now } = this.#options;
    if (code === undefined || !equalSecrets(given, code)) return undefined;
    const used = this.#signer.derive(`code:${code}`);
    const { written } = await documents.put('used-codes', used, {}, { ifVersion: 0 });
    if (!written) return undefined;
    const expires = now() + browserDays * 86_400_000;
    return { cookie: this.#signer.sign({ kind: 'browser', expires }) };
  }

  sandboxToken(identity: SandboxIdentity): string {
    return this.#signer.sign({ kind: 'sandbox', ...identity });
  }

  sandbox(token: string): SandboxIdentity | undefined {
    const opened = this.#signer.open(token, SandboxToken);
    return (
      opened && { sessionId: opened.sessionId, sandboxId: opened.sandboxId, scope: opened.scope }
    );
  }

  commandToken(sandboxId: string): string {
    return this.#signer.derive(`command:${sandboxId}`);
  }
}
