import { z } from 'zod';
import { fitsEnvironment, type EnvironmentChange } from '../contracts/repositories.ts';
import type { Documents } from '../core/ports/documents.ts';
import { Sealer } from './sealed.ts';

const collection = 'repository-environments';
/** All variables of a repository in one sealed piece; their names beside it, to be listed. */
type Kept = { names: string[]; sealed: string };

const Variables = z.record(z.string(), z.string());
export type Variables = z.infer<typeof Variables>;

/**
 * The environment variables that people want in the sandboxes of a repository. Their values may be
 * secrets: they are stored encrypted, go to sandboxes, and are answered to nobody.
 */
export class RepositoryEnvironments {
  readonly #documents: Documents;
  readonly #sealer: Sealer;

  constructor(documents: Documents, secret: string) {
    this.#documents = documents;
    this.#sealer = new Sealer(secret, collection);
  }

  async names(repositoryId: string): Promise<string[]> {
    return (await this.#documents.get<Kept>(collection, repositoryId))?.body.names ?? [];
  }

  /** Undefined when they cannot be decrypted, because the service's secret is another one now. */
  async variables(repositoryId: string): Promise<Variables | undefined> {
    const kept = await this.#documents.get<Kept>(collection, repositoryId);
    return kept ? this.#open(repositoryId, kept.body) : {};
  }

  /**
   * Sets some and removes others. What cannot be decrypted any more is replaced.
   * @returns the names that are left; undefined when they would be too many or too long.
   */
  async change(repositoryId: string, change: EnvironmentChange): Promise<string[] | undefined> {
    for (;;) {
      const kept = await this.#documents.get<Kept>(collection, repositoryId);
      const before = kept && this.#open(repositoryId, kept.body);
      const all = Object.entries({ ...before, ...change.set });
      const left = Object.fromEntries(all.filter(([name]) => !change.unset.includes(name)));
      if (!fitsEnvironment(left)) return undefined;
      const names = Object.keys(left).sort();
      const sealed = this.#sealer.seal(JSON.stringify(left), repositoryId);
      const ifVersion = kept?.version ?? 0;
      const next: Kept = { names, sealed };
      const { written } = await this.#documents.put(collection, repositoryId, next, { ifVersion });
      if (written) return names;
    }
  }

  #open(repositoryId: string, { sealed }: Kept): Variables | undefined {
    const text = this.#sealer.open(sealed, repositoryId);
    return text === undefined ? undefined : Variables.parse(JSON.parse(text));
  }
}
