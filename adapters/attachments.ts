import { unusedAttachmentMs, type Attachment } from '../contracts/attachments.ts';
import type { Blobs } from '../core/ports/blobs.ts';
import type { Documents } from '../core/ports/documents.ts';

const collection = 'attachments';
/** Those that no prompt has taken yet, under ids that begin with their time. */
const waiting = 'waiting-attachments';
const pageSize = 200;

export type KeptAttachment = Attachment & {
  ownerId: string;
  at: string;
  /** The session whose prompt took it; null until then. */
  sessionId: string | null;
};

type Options = { documents: Documents; blobs: Blobs; now: () => string };

/** What people attach to prompts. It belongs to its sender until a prompt takes it into its session. */
export class AttachmentStore {
  readonly #documents: Documents;
  readonly #blobs: Blobs;
  readonly #now: () => string;

  constructor({ documents, blobs, now }: Options) {
    this.#documents = documents;
    this.#blobs = blobs;
    this.#now = now;
  }

  async add(attachment: Attachment, bytes: Uint8Array, ownerId: string): Promise<void> {
    const { attachmentId } = attachment;
    const kept: KeptAttachment = { ...attachment, ownerId, at: this.#now(), sessionId: null };
    // First of all the note by which it is deleted, should this be cut off.
    await this.#documents.put(waiting, waitingId(kept), { attachmentId });
    await this.#blobs.put(attachmentId, bytes);
    await this.#documents.put(collection, attachmentId, kept);
  }

  async get(attachmentId: string): Promise<KeptAttachment | undefined> {
    return (await this.#documents.get<KeptAttachment>(collection, attachmentId))?.body;
  }

  bytes(attachmentId: string): Promise<Uint8Array | undefined> {
    return this.#blobs.get(attachmentId);
  }

  /** Takes it into a session, for good; false when it is another's, or in another session. */
  async take(attachmentId: string, sessionId: string, personId: string): Promise<boolean> {
    for (;;) {
      const stored = await this.#documents.get<KeptAttachment>(collection, attachmentId);
      if (!stored) return false;
      const { body, version: ifVersion } = stored;
      if (body.sessionId !== null) return body.sessionId === sessionId;
      if (body.ownerId !== personId) return false;
      const taken = { ...body, sessionId };
      const put = await this.#documents.put(collection, attachmentId, taken, { ifVersion });
      if (!put.written) continue;
      await this.#documents.delete(waiting, waitingId(body));
      return true;
    }
  }

  /** Deletes those of a session. */
  async deleteOf(sessionId: string): Promise<void> {
    for (;;) {
      const query = { where: { sessionId }, limit: pageSize };
      const { items } = await this.#documents.list<KeptAttachment>(collection, query);
      if (items.length === 0) return;
      await Promise.all(items.map(({ id }) => this.#delete(id)));
    }
  }

  /** Deletes what no prompt has taken for a day. `now` in milliseconds. */
  async deleteUnused(now: number): Promise<void> {
    const to = new Date(now - unusedAttachmentMs).toISOString();
    for (;;) {
      const query = { from: '', to, limit: pageSize };
      const page = await this.#documents.range<{ attachmentId: string }>(waiting, query);
      for (const { id, body } of page.items) {
        const kept = await this.get(body.attachmentId);
        // It was taken, and only this note has stayed behind.
        if (!kept || kept.sessionId === null) await this.#delete(body.attachmentId);
        await this.#documents.delete(waiting, id);
      }
      if (page.next === undefined) return;
    }
  }

  async #delete(attachmentId: string): Promise<void> {
    await this.#blobs.delete(attachmentId);
    await this.#documents.delete(collection, attachmentId);
  }
}

function waitingId({ at, attachmentId }: Pick<KeptAttachment, 'at' | 'attachmentId'>): string {
  return `${at}:${attachmentId}`;
}
