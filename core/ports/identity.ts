import type { Person } from '../../contracts/ids.ts';

/** What a sandbox's token may be used for. */
export type SandboxScope = 'control' | 'model' | 'git';

export type SandboxIdentity = { sessionId: string; sandboxId: string; scope: SandboxScope };

/** The owner of an installation decides who else may use it. */
export type Role = 'owner';

export interface Identity {
  /** The person behind a bearer token or a browser's cookie; undefined when neither is valid. */
  person(credentials: { bearer?: string; cookie?: string }): Promise<Person | undefined>;
  roles(person: Person): Role[];
  /** Exchanges a one-time code for a cookie value; a code works once. */
  signIn(code: string): Promise<{ cookie: string } | undefined>;
  /** A code with which this person, who must be known, can sign in once. `expiresAt` is an ISO time. */
  invite(personId: string): { code: string; expiresAt: string };
  /** A token that names its sandbox and scope. It is of use only while the session has that sandbox. */
  sandboxToken(identity: SandboxIdentity): string;
  sandbox(token: string): SandboxIdentity | undefined;
  /** What the control plane shows to a sandbox's supervisor; derived, so it need not be stored. */
  commandToken(sandboxId: string): string;
}
