import type { Documents } from '../core/ports/documents.ts';

const collection = 'read-marks';
const pageSize = 200;

type ReadMark = { sessionId: string; readAt: string };

/** Until when people have seen sessions. A mark's id begins with its session's. */
export class ReadMarks {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** Notes that the person has seen the session until `readAt`, an ISO time. */
  async note(personId: string, sessionId: string, readAt: string): Promise<void> {
    const mark: ReadMark = { sessionId, readAt };
    await this.#documents.put(collection, `${sessionId}.${personId}`, mark);
  }

  /** Until when the person has seen each of the sessions (200 at most), in one read. */
  async of(personId: string, sessionIds: readonly string[]): Promise<Map<string, string>> {
    const ids = sessionIds.map((sessionId) => `${sessionId}.${personId}`);
    const marks = await this.#documents.getMany<ReadMark>(collection, ids);
    return new Map(marks.map(({ body }) => [body.sessionId, body.readAt]));
  }

  /** Removes everybody's marks of a session that is no more. */
  async forget(sessionId: string): Promise<void> {
    // The slash follows the dot, so these are all ids that begin so.
    const ofSession = { from: `${sessionId}.`, to: `${sessionId}/` };
    for (;;) {
      const page = await this.#documents.range(collection, { ...ofSession, limit: pageSize });
      await Promise.all(page.items.map(({ id }) => this.#documents.delete(collection, id)));
      if (!page.next) return;
    }
  }
}
