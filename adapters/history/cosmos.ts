import { randomUUID } from 'node:crypto';
import type { NewEvent, SessionEvent } from '../../contracts/events.ts';
import type { Blobs } from '../../core/ports/blobs.ts';
import type { History } from '../../core/ports/history.ts';
import { AzureProblem } from '../azure/azure-problem.ts';
import { backOff } from '../backoff.ts';
import type { CosmosDatabase } from '../cosmos/database.ts';
import { Turns } from '../turns.ts';
import { batchOperations, batchOutcome, fillBatch, type BatchOutcome } from './cosmos-batch.ts';
import { deleteSession } from './cosmos-delete.ts';
import {
  eventOf,
  headId,
  prepareEvent,
  type EventDocument,
  noteOfBlob,
  type HeadDocument,
  type PreparedEvent,
} from './cosmos-events.ts';
import { fillPage } from './page.ts';

/** Sessions whose head is remembered, which saves most appends a read. */
const rememberedHeads = 1_000;

/** How long an append is tried in the face of other writers and failures, in milliseconds. */
const appendPatienceMs = 60_000;

/**
 * Session history in Cosmos DB: a session is one logical partition, and an append is one
 * transactional batch that creates the events and moves the head on the condition that it is still
 * where the events were numbered from. Large data goes into blobs. The account has to be read with strong consistency, or a
 * reader in another process may miss the newest events.
 */
export class CosmosHistory implements History {
  readonly #database: CosmosDatabase;
  readonly #blobs: Blobs;
  readonly #turns = new Turns();
  readonly #heads = new Map<string, number>();

  constructor(database: CosmosDatabase, blobs: Blobs) {
    this.#database = database;
    this.#blobs = blobs;
  }

  append(sessionId: string, events: readonly NewEvent[]): Promise<SessionEvent[]> {
    return this.#turns.take(sessionId, () => this.#append(sessionId, events));
  }

  async read(sessionId: string, page: { after: number; limit: number }) {
    const spec = {
      query: 'SELECT TOP @limit * FROM c WHERE c.seq > @after ORDER BY c.seq',
      parameters: [
        { name: '@limit', value: page.limit },
        { name: '@after', value: page.after },
      ],
    };
    const scope = { partition: sessionId, spec, limit: page.limit };
    const [head, { results: documents }] = await Promise.all([
      this.#readHead(sessionId),
      this.#database.queryPage<EventDocument>('history.read', 'history', scope),
    ]);
    const fitting = fillPage(documents, ({ bytes }) => bytes);
    const events = await Promise.all(fitting.map((document) => this.#eventOf(document)));
    // The two were read side by side, and events may have come between.
    return { events, lastSeq: Math.max(head, events.at(-1)?.seq ?? 0) };
  }

  async sessions({ after, limit }: { after?: string; limit: number }) {
    const spec = {
      query: 'SELECT VALUE c.session FROM c WHERE c.id = @head',
      parameters: [{ name: '@head', value: headId }],
    };
    const scope = { spec, limit, ...(after === undefined ? {} : { after }) };
    const page = await this.#database.queryPage<string>('history.sessions', 'history', scope);
    const { results: ids, next } = page;
    return { ids, ...(next === undefined ? {} : { next }) };
  }

  delete(sessionId: string): Promise<void> {
    return this.#turns.take(sessionId, async () => {
      this.#heads.delete(sessionId);
      await deleteSession(this.#database, this.#blobs, sessionId);
    });
  }

  async #append(sessionId: string, events: readonly NewEvent[]): Promise<SessionEvent[]> {
    const writer = randomUUID();
    let waiting = withoutRepeats(events).map((event) => prepareEvent(sessionId, writer, event));
    const appended: SessionEvent[] = [];
    const giveUpAt = performance.now() + appendPatienceMs;
    for (let failures = 0; waiting.length > 0;) {
      const step = await this.#appendStep(sessionId, waiting);
      if (!(step instanceof Error)) {
        appended.push(...step.appended);
        waiting = step.left;
        continue;
      }
      this.#heads.delete(sessionId);
      if (performance.now() > giveUpAt) throw step;
      await backOff(++failures);
    }
    return appended;
  }

  /**
   * Gets on with an append by one batch at most. Answers a failure that may pass, after which the
   * batch may have been stored all the same.
   */
  async #appendStep(
    sessionId: string,
    waiting: readonly PreparedEvent[],
  ): Promise<{ appended: SessionEvent[]; left: PreparedEvent[] } | Error> {
    try {
      const lastSeq = this.#heads.get(sessionId) ?? (await this.#readHead(sessionId));
      const batch = fillBatch(waiting);
      const outcome = await this.#commit(sessionId, lastSeq, batch);
      if (outcome === 'committed') {
        this.#remember(sessionId, lastSeq + batch.length);
        const appended = batch.map(({ event }, index) => ({ ...event, seq: lastSeq + 1 + index }));
        return { appended, left: waiting.slice(batch.length) };
      }
      const stored =
        outcome === 'present'
          ? await this.#findStored(sessionId, batch)
          : new Map<string, EventDocument>();
      // A reader that is behind may not see yet what made the batch fail.
      if (stored.size === 0) return new Error('Others write to the session at the same time.');
      const appended = batch.flatMap((prepared) => ownEvent(prepared, stored));
      return { appended, left: waiting.filter(({ document }) => !stored.has(document.id)) };
    } catch (error) {
      if (error instanceof AzureProblem && error.transient) return error;
      throw error;
    }
  }

  async #commit(
    sessionId: string,
    lastSeq: number,
    batch: readonly PreparedEvent[],
  ): Promise<BatchOutcome> {
    await Promise.all(batch.map(({ blob }) => blob && this.#storeBlob(sessionId, blob)));
    const operations = batchOperations(sessionId, lastSeq, batch);
    const answer = await this.#database.call('history.append', 'history', (container, options) =>
      container.items.batch(operations, sessionId, options),
    );
    return batchOutcome(answer?.result ?? []);
  }

  /**
   * Before the event that names it, and after the note by which it is deleted with its session,
   * whether or not the event is ever stored.
   */
  async #storeBlob(sessionId: string, blob: { id: string; bytes: Uint8Array }): Promise<void> {
    await this.#database.call('history.append', 'history', (container, options) =>
      container.items.upsert(noteOfBlob(sessionId, blob.id), options),
    );
    await this.#blobs.put(blob.id, blob.bytes);
  }

  async #findStored(
    sessionId: string,
    batch: readonly PreparedEvent[],
  ): Promise<Map<string, EventDocument>> {
    const found = await Promise.all(
      batch.map(({ document }) => this.#readItem<EventDocument>(sessionId, document.id)),
    );
    return new Map(found.flatMap((document) => (document ? [[document.id, document]] : [])));
  }

  async #eventOf(document: EventDocument): Promise<SessionEvent> {
    const { blob, session, seq } = document;
    if (blob === undefined) return eventOf(document, undefined);
    const bytes = await this.#blobs.get(blob);
    if (!bytes) throw new Error(`The data of event ${seq} of ${session} is gone.`);
    return eventOf(document, bytes);
  }

  async #readHead(sessionId: string): Promise<number> {
    return (await this.#readItem<HeadDocument>(sessionId, headId))?.lastSeq ?? 0;
  }

  #readItem<T extends { id: string }>(partition: string, id: string): Promise<T | undefined> {
    return this.#database.read<T>('history.read', 'history', { partition, id });
  }

  #remember(sessionId: string, lastSeq: number): void {
    this.#heads.delete(sessionId);
    this.#heads.set(sessionId, lastSeq);
    const [oldest] = this.#heads.keys();
    if (this.#heads.size > rememberedHeads && oldest) this.#heads.delete(oldest);
  }
}

function withoutRepeats(events: readonly NewEvent[]): NewEvent[] {
  const byKey = new Map<string, NewEvent>();
  for (const event of events) if (!byKey.has(event.key)) byKey.set(event.key, event);
  return [...byKey.values()];
}

/** The event as it was stored by this very append, whose answer was lost; nothing if by another. */
function ownEvent(
  { event, document }: PreparedEvent,
  stored: ReadonlyMap<string, EventDocument>,
): SessionEvent[] {
  const found = stored.get(document.id);
  return found?.writer === document.writer ? [{ ...event, seq: found.seq }] : [];
}
