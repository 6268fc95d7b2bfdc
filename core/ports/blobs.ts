/** Pieces of data too large for documents, by id. Who may have one is decided by its document. */
export interface Blobs {
  /** Resolves when it is stored as a whole; the same id again replaces it. */
  put(id: string, bytes: Uint8Array): Promise<void>;
  get(id: string): Promise<Uint8Array | undefined>;
  /** One that is not there is fine. */
  delete(id: string): Promise<void>;
}
