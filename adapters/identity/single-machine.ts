import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { SandboxId, SessionId, type Person } from '../../contracts/ids.ts';
import type { Documents } from '../../core/ports/documents.ts';
import type { Identity, Role, SandboxIdentity } from '../../core/ports/identity.ts';
import type { People } from '../../core/ports/people.ts';
import { equalSecrets, Signer } from './signed.ts';

const dayMs = 86_400_000;
const browserDays = 30;
const invitationDays = 1;

const BrowserCookie = z.object({
  kind: z.literal('browser'),
  personId: z.string(),
  expires: z.number(),
});
const InvitationCode = z.object({
  kind: z.literal('invitation'),
  personId: z.string(),
  expires: z.number(),
});
const SandboxToken = z.object({
  kind: z.literal('sandbox'),
  sessionId: SessionId,
  sandboxId: SandboxId,
  scope: z.enum(['control', 'model', 'git']),
});

export type SingleMachineOptions = {
  secret: string;
  /** What the command line client sends; it is the owner's. */
  token: string;
  /** What the owner's first browser signs in with. */
  code?: string;
  /** Whose machine it is. */
  owner: Person;
  people: People;
  documents: Documents;
  now: () => number;
};

/**
 * The people of one machine. Its owner has a token file for the command line and a one-time code
 * for a browser; others sign in with a one-time code that the owner made for them.
 */
export class SingleMachineIdentity implements Identity {
  readonly #options: SingleMachineOptions;
  readonly #signer: Signer;

  constructor(options: SingleMachineOptions) {
    this.#options = options;
    this.#signer = new Signer(options.secret);
  }

  async person(credentials: { bearer?: string; cookie?: string }): Promise<Person | undefined> {
    const { bearer, cookie } = credentials;
    const { token, owner, people, now } = this.#options;
    if (bearer !== undefined) return equalSecrets(bearer, token) ? owner : undefined;
    const opened = cookie === undefined ? undefined : this.#signer.open(cookie, BrowserCookie);
    return opened && opened.expires > now() ? people.get(opened.personId) : undefined;
  }

  roles(person: Person): Role[] {
    return person.id === this.#options.owner.id ? ['owner'] : [];
  }

  async signIn(given: string): Promise<{ cookie: string } | undefined> {
    const { documents, people, now } = this.#options;
    const opened = this.#open(given);
    if (!opened || !(await people.get(opened.personId))) return undefined;
    const used = this.#signer.derive(`code:${given}`);
    const { written } = await documents.put(
      'used-codes',
      used,
      {},
      { ifVersion: 0, ...opened.end },
    );
    if (!written) return undefined;
    const { personId } = opened;
    const expires = now() + browserDays * dayMs;
    return { cookie: this.#signer.sign({ kind: 'browser', personId, expires }) };
  }

  invite(personId: string): { code: string; expiresAt: string } {
    const expires = this.#options.now() + invitationDays * dayMs;
    // Signed alone, two invitations of the same moment would be one code.
    const nonce = randomBytes(9).toString('base64url');
    const code = this.#signer.sign({ kind: 'invitation', personId, expires, nonce });
    return { code, expiresAt: new Date(expires).toISOString() };
  }

  /** Whose code it is, and how long it has to be remembered as used: longer than it is valid. */
  #open(given: string): { personId: string; end: { ttlSeconds?: number } } | undefined {
    const { code, owner, now } = this.#options;
    // Of the owner's code it is not known how long it is valid.
    if (code !== undefined && equalSecrets(given, code)) return { personId: owner.id, end: {} };
    const opened = this.#signer.open(given, InvitationCode);
    if (!opened || opened.expires <= now()) return undefined;
    return { personId: opened.personId, end: { ttlSeconds: invitationDays * 2 * 86_400 } };
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
