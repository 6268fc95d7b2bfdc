import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { RecentMap } from '../recent-map.ts';
import type { Place } from './places.ts';

/**
 * Folders that git has looked at, each good until its HEAD file changes: to start git takes many
 * times longer than to read that file. Only the top of a repository is remembered, since a folder
 * within one may become a repository of its own.
 */
export class KnownFolders {
  readonly #known = new RecentMap<string, { place: Place; head: string }>(1_000);

  /** What was noted of this folder; undefined when there may be something new to see. */
  async get(path: string): Promise<Place | undefined> {
    const folder = await realpath(path).catch(() => path);
    const known = this.#known.get(folder);
    if (!known || (await headOf(known.place)) !== known.head) return undefined;
    return known.place;
  }

  async note(path: string, place: Place): Promise<void> {
    const folder = await realpath(path).catch(() => path);
    if (place.address !== folder && place.address !== join(folder, '.git')) return;
    const head = await headOf(place);
    if (head !== undefined) this.#known.set(folder, { place, head });
  }
}

function headOf({ address }: Place): Promise<string | undefined> {
  return readFile(join(address, 'HEAD'), 'utf8').catch(() => undefined);
}
