import { homedir } from 'node:os';
import type { Repository, ScmResult } from '../../core/ports/scm.ts';
import { RecentMap } from '../recent-map.ts';
import { ambientEnvironment } from './git-environment.ts';
import type { GitOptions } from './git.ts';
import { KnownFolders } from './known-folders.ts';
import { lookAtFolder, lookAtRemote, type Place } from './places.ts';
import { parseSource, repositoryIdOf } from './source.ts';

export type Found = { kind: Repository['kind']; place: Place };

/** Finds what people name: a folder, a remote, or the sample. */
export class RepositoryFinder {
  readonly #sample: () => Promise<string>;
  /** Remotes that were found, by what the person named: asking one takes long. */
  readonly #remotes = new RecentMap<string, Place>(1_000);
  readonly #folders = new KnownFolders();

  /** @param sample path of the sample repository, which is made on demand */
  constructor(sample: () => Promise<string>) {
    this.#sample = sample;
  }

  /**
   * Finds a registered repository again. Where it was there may be another one by now, which is not
   * to get its branches.
   */
  async findAgain(
    { repositoryId, source }: Repository,
    look: 'may be known' | 'as it is now',
    env: GitOptions['env'],
  ): Promise<ScmResult<Found>> {
    const found = await this.find(source, look, env);
    if (!found.ok || repositoryIdOf(found.place.canonical) === repositoryId) return found;
    const detail = `At ${source} is another repository than the one that was registered as ${repositoryId}.`;
    return { ok: false, code: 'repository_invalid', detail };
  }

  /**
   * @param look whether what an earlier look at a remote found is good enough
   * @param env what git runs with in a folder
   */
  async find(
    source: string,
    look: 'may be known' | 'as it is now',
    env: GitOptions['env'],
  ): Promise<ScmResult<Found>> {
    const parsed = parseSource(source, homedir());
    if (parsed.kind === 'invalid') {
      return { ok: false, code: 'repository_invalid', detail: parsed.detail };
    }
    if (parsed.kind !== 'remote') {
      const path = parsed.kind === 'sample' ? await this.#sample() : parsed.path;
      const seen = await this.#folders.get(path);
      if (seen) return { ok: true, kind: 'local', place: seen };
      const place = await lookAtFolder(path, env);
      if (!place.ok) return place;
      await this.#folders.note(path, place);
      return { ok: true, kind: 'local', place };
    }
    const known = look === 'may be known' ? this.#remotes.get(source) : undefined;
    if (known) return { ok: true, kind: 'remote', place: known };
    const place = await lookAtRemote(parsed.url, ambientEnvironment());
    if (!place.ok) return place;
    this.#remotes.set(source, place);
    return { ok: true, kind: 'remote', place };
  }
}
