import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from '../../core/ports/scm.ts';
import { closedEnvironment } from './git-environment.ts';
import type { GitOptions } from './git.ts';
import { Mirror } from './mirror.ts';
import { installPushGuard } from './push-guard.ts';

/** What git runs with here, and the folder of the hooks that guard a mirror from pushes. */
export type GitSettings = { env: GitOptions['env']; hooks: string };

/** The mirrors below one folder, with what git needs beside them. */
export class Mirrors {
  readonly #home: string;
  readonly #folder: string;
  #settings: Promise<GitSettings> | undefined;

  constructor(home: string) {
    this.#home = home;
    this.#folder = join(home, 'mirrors');
  }

  /** Written when they are asked for first; a failure is tried again. */
  async settings(): Promise<GitSettings> {
    this.#settings ??= this.#writeSettings().catch((error: unknown) => {
      this.#settings = undefined;
      throw error;
    });
    return this.#settings;
  }

  /** The repository's mirror, which need not exist yet. */
  async of({ repositoryId }: Pick<Repository, 'repositoryId'>): Promise<Mirror> {
    const { env } = await this.settings();
    return new Mirror(join(this.#folder, `${repositoryId}.git`), env);
  }

  /** The ids of the repositories that have one. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.flatMap((name) => (name.endsWith('.git') ? [name.slice(0, -'.git'.length)] : []));
  }

  async #writeSettings(): Promise<GitSettings> {
    const env = await closedEnvironment(this.#home);
    return { env, hooks: await installPushGuard(this.#home) };
  }
}
