import { CosmosClient } from '@azure/cosmos';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContainers } from '../../adapters/cosmos/containers.ts';
import { CosmosDatabase } from '../../adapters/cosmos/database.ts';
import { CosmosDocuments } from '../../adapters/documents/cosmos.ts';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { CosmosHistory } from '../../adapters/history/cosmos.ts';
import { SqliteHistory } from '../../adapters/history/sqlite.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import type { Documents } from '../../core/ports/documents.ts';
import type { History } from '../../core/ports/history.ts';
import { MemoryBlobs } from '../fakes/blobs/memory-blobs.ts';
import { fakeKey } from '../fakes/cosmos/fake-cosmos.ts';
import { KillableFake } from '../fakes/killable-fake.ts';
import type { Figure } from './figures.ts';
import { listDocuments } from './measures/documents.ts';
import { growHistory, multiplySessions } from './measures/growing-history.ts';
import type { Charged } from './measures/repeat.ts';

type Stores = {
  history: History;
  documents: Documents;
  charged?: Charged;
  close(): Promise<void>;
};

/**
 * Measures each adapter of the data by itself: what appends and pages cost while a session grows
 * to `events` events and while sessions become `histories`, and writes and lists while a collection
 * grows to `documents` documents.
 */
export async function measureDataPlane(options: {
  events: number;
  histories: number;
  documents: number;
  progress: (text: string) => void;
}): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, open] of Object.entries({ SQLite: openSqlite, 'Cosmos fake': openCosmos })) {
    const { events, histories: sessions, documents: count } = options;
    options.progress(`${name}: ${events} events, ${sessions} sessions, ${count} documents`);
    const { history, documents, charged, close } = await open();
    try {
      figures.push(...(await growHistory(history, { name, charged, events })));
      figures.push(...(await multiplySessions(history, { name, charged, sessions })));
      figures.push(...(await listDocuments(documents, { name, charged, count })));
    } finally {
      await close();
    }
  }
  return figures;
}

async function openSqlite(): Promise<Stores> {
  const folder = mkdtempSync(join(tmpdir(), 'harvest-bench-'));
  const database = new Database(join(folder, 'harvest.sqlite'));
  return {
    history: new SqliteHistory(database),
    documents: new SqliteDocuments(database, () => new Date().toISOString()),
    async close() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The unmodified SDK over HTTP to a fake in a process of its own. */
async function openCosmos(): Promise<Stores> {
  const fake = new KillableFake('cosmos');
  await fake.start();
  const endpoint = `http://127.0.0.1:${fake.port}/`;
  const client = new CosmosClient({ endpoint, key: fakeKey });
  await createContainers(client, 'harvest');
  client.dispose();
  let requestUnits = 0;
  const database = new CosmosDatabase({
    endpoint,
    database: 'harvest',
    access: { key: fakeKey },
    onCharge: (_, units) => {
      requestUnits += units;
    },
  });
  return {
    history: new CosmosHistory(database, new MemoryBlobs()),
    documents: new CosmosDocuments(database, Date.now),
    charged: () => requestUnits,
    async close() {
      await database.close();
      await fake.remove();
    },
  };
}
