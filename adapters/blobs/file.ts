import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blobs } from '../../core/ports/blobs.ts';

/** Blobs as files of one folder that only the service's user can read. */
export class FileBlobs implements Blobs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(id: string, bytes: Uint8Array): Promise<void> {
    const file = this.#file(id);
    const draft = `${file}.${randomUUID()}`;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    try {
      // Under another name first, so that half of it is never found.
      await writeFile(draft, bytes, { mode: 0o600 });
      await rename(draft, file);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async get(id: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#file(id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async delete(id: string): Promise<void> {
    await rm(this.#file(id), { force: true });
  }

  #file(id: string): string {
    if (!/^\w{1,100}$/.test(id)) throw new Error(`${id} is not the id of a blob.`);
    return join(this.#folder, id);
  }
}
