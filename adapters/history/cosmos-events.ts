import { createHash, randomUUID } from 'node:crypto';
import type { EventBody, NewEvent, SessionEvent } from '../../contracts/events.ts';

/** The document that counts a session's events. */
export type HeadDocument = { id: typeof headId; session: string; lastSeq: number };

/**
 * An event's document. Its id comes from the event's key, so that the database itself refuses a
 * second arrival. Large data is in a blob.
 */
export type EventDocument = {
  id: string;
  session: string;
  seq: number;
  key: string;
  type: string;
  at: string;
  /** The call of `append` that wrote it: tells its own events from another writer's. */
  writer: string;
  /** What its data weighs. */
  bytes: number;
  data?: unknown;
  blob?: string;
};

/** Says that a session has a blob, from before the blob is stored until after it is deleted. */
export type BlobNote = { id: string; session: string };

/** An event on its way: its document without a number, and the data that is stored before it. */
export type PreparedEvent = {
  event: NewEvent;
  document: Omit<EventDocument, 'seq'>;
  blob?: { id: string; bytes: Uint8Array };
  /** Of the document, in bytes. */
  size: number;
};

export const headId = 'head';

/**
 * Data above it is in a blob, which from about here on costs less than the request units for so
 * much, and a twelfth of what keeping it in the database costs.
 */
const inlineBytes = 64_000;

const notePrefix = 'blob.';

export function prepareEvent(sessionId: string, writer: string, event: NewEvent): PreparedEvent {
  const { key, type, at, data } = event;
  const id = idOfKey(key);
  const json = JSON.stringify(data);
  const bytes = Buffer.byteLength(json);
  const common = { id, session: sessionId, key, type, at, writer, bytes };
  if (bytes <= inlineBytes) return { event, document: { ...common, data }, size: bytes };
  const blob = `history_${randomUUID().replaceAll('-', '')}`;
  return {
    event,
    document: { ...common, blob },
    blob: { id: blob, bytes: Buffer.from(json) },
    size: 0,
  };
}

export function noteOfBlob(sessionId: string, blob: string): BlobNote {
  return { id: `${notePrefix}${blob}`, session: sessionId };
}

/** The blob that a document is the note of, by the document's id. */
export function blobOfNote(id: string): string | undefined {
  return id.startsWith(notePrefix) ? id.slice(notePrefix.length) : undefined;
}

/** The event of a document; `bytes` is what its blob holds, if it has one. */
export function eventOf(document: EventDocument, bytes: Uint8Array | undefined): SessionEvent {
  const data: unknown = bytes ? JSON.parse(Buffer.from(bytes).toString()) : document.data;
  // Written by `prepareEvent` from typed events, so type and data belong together.
  const body = { type: document.type, data } as EventBody;
  return { ...body, seq: document.seq, key: document.key, at: document.at };
}

/** Keys hold characters that ids must not. */
function idOfKey(key: string): string {
  return `event.${createHash('sha256').update(key).digest('base64url')}`;
}
