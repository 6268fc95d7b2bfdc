import type { Stored } from '../../core/ports/documents.ts';

/** A document as it is stored. */
export type CosmosDocument<T = unknown> = {
  id: string;
  partition: string;
  /** The id that it was put under. */
  name: string;
  body: T;
  version: number;
  updatedAt: string;
  /** Grows with time: lists show the newest first. */
  place: string;
  /** The call of `put` that wrote it. */
  writer: string;
  /** Seconds after its last write when the database deletes it; never for -1. */
  ttl: number;
};

/**
 * Collections that are never listed and written most, so that each document has a partition of its
 * own. A listed collection is one partition, which takes about a thousand writes a second.
 */
const scattered = new Set(['prompts', 'sandbox-contacts', 'model-usage', 'used-codes']);

export function isScattered(collection: string): boolean {
  return scattered.has(collection);
}

export function partitionOf(collection: string, id: string): string {
  return isScattered(collection) ? `${collection}/${id}` : collection;
}

/** Cosmos DB forbids some characters in ids, and some of its tools stumble over others. */
export function documentId(id: string): string {
  return id.replace(/[^\w.-]/gu, (character) => `~${character.codePointAt(0)?.toString(16)}~`);
}

export function storedOf<T>(document: CosmosDocument<T>): Stored<T> {
  const { name, body, version, updatedAt } = document;
  return { id: name, body, version, updatedAt };
}
