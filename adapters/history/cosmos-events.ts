import { createHash } from 'node:crypto';
import type { EventBody, NewEvent, SessionEvent } from '../../contracts/events.ts';

/** The document that counts a session's events. */
export type HeadDocument = { id: typeof headId; session: string; lastSeq: number };

/**
 * An event's document. Its id comes from the event's key, so that the database itself refuses a
 * second arrival. What does not fit into one document is in `pieces`, by their ids.
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
  pieces?: string[];
};

/** A part of an event's data: JSON text in UTF-8, cut and in base64. */
export type PieceDocument = { id: string; session: string; piece: string };

/** An event on its way: its document without a number, and what has to be stored before it. */
export type PreparedEvent = {
  event: NewEvent;
  document: Omit<EventDocument, 'seq'>;
  pieces: PieceDocument[];
  /** Of the document, in bytes. */
  size: number;
};

export const headId = 'head';

/** A document may have 2 MB, and so may a request; the rest is room for its other fields. */
const pieceBytes = 1_400_000;

export function prepareEvent(sessionId: string, writer: string, event: NewEvent): PreparedEvent {
  const { key, type, at, data } = event;
  const id = idOfKey(key);
  const json = JSON.stringify(data);
  const bytes = Buffer.byteLength(json);
  const common = { id, session: sessionId, key, type, at, writer, bytes };
  if (bytes <= pieceBytes) return { event, document: { ...common, data }, pieces: [], size: bytes };
  const pieces = cut(json).map((piece, index) => ({
    id: `${id}.${writer}.${index}`,
    session: sessionId,
    piece,
  }));
  const document = { ...common, pieces: pieces.map((piece) => piece.id) };
  return { event, document, pieces, size: 0 };
}

/** The event of a document; `pieces` are its pieces in order. */
export function eventOf(document: EventDocument, pieces: readonly string[]): SessionEvent {
  const data: unknown = document.pieces ? JSON.parse(join(pieces)) : document.data;
  // Written by `prepareEvent` from typed events, so type and data belong together.
  const body = { type: document.type, data } as EventBody;
  return { ...body, seq: document.seq, key: document.key, at: document.at };
}

/** Keys hold characters that ids must not. */
function idOfKey(key: string): string {
  return `event.${createHash('sha256').update(key).digest('base64url')}`;
}

function cut(json: string): string[] {
  const text = Buffer.from(json).toString('base64');
  const count = Math.ceil(text.length / pieceBytes);
  return Array.from({ length: count }, (_, n) => text.slice(n * pieceBytes, (n + 1) * pieceBytes));
}

function join(pieces: readonly string[]): string {
  return Buffer.from(pieces.join(''), 'base64').toString();
}
