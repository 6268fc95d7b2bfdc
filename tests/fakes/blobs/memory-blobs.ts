import type { Blobs } from '../../../core/ports/blobs.ts';

/** Blobs for as long as a test takes. */
export class MemoryBlobs implements Blobs {
  readonly #stored = new Map<string, Uint8Array>();

  get count(): number {
    return this.#stored.size;
  }

  async put(id: string, bytes: Uint8Array): Promise<void> {
    this.#stored.set(id, Uint8Array.from(bytes));
  }

  async get(id: string): Promise<Uint8Array | undefined> {
    return this.#stored.get(id);
  }

  async delete(id: string): Promise<void> {
    this.#stored.delete(id);
  }
}
