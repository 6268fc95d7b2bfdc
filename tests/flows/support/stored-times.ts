import { join } from 'node:path';
import { Database } from '../../../adapters/sqlite/database.ts';
import type { Service } from './service.ts';

const longAgo = '2026-01-01T00:00:00.000Z';

/** Rows that have been aged: no two of a list may have the same place, now or later. */
let aged = 0;

/** Makes a list's rows as old as sessions that nobody has used for long. */
export function ageRows(database: Database, ids: readonly string[]): Promise<unknown> {
  const place = Date.parse(longAgo) * 1_000;
  return database.write(() => {
    for (const id of ids)
      database
        .prepare(
          `UPDATE documents SET place = ?, body = json_set(body, '$.updatedAt', ?)
           WHERE collection = 'sessions' AND id = ?`,
        )
        .run(place + aged++, longAgo, id);
  });
}

/** The same for their actors, as far as they have any. */
export function ageActors(database: Database, ids: readonly string[]): Promise<unknown> {
  return database.write(() => {
    for (const id of ids)
      database
        .prepare(
          "UPDATE durable_entities SET state = json_set(state, '$.changedAt', ?) WHERE id = ?",
        )
        .run(longAgo, `@session@${id}`);
  });
}

/** Makes a timer due at the next start. */
export function makeDue(database: Database, timer: string): Promise<unknown> {
  return database.write(() =>
    database.prepare('UPDATE timers SET next = 1 WHERE function = ?').run(timer),
  );
}

/** Changes the database of a service that is not running. */
export async function changeDatabase(
  { home }: Service,
  change: (database: Database) => Promise<unknown>,
): Promise<void> {
  const database = new Database(join(home, 'harvest.db'));
  try {
    await change(database);
  } finally {
    database.close();
  }
}

/** Starts the service again, with its database changed meanwhile. */
export async function restartWith(
  service: Service,
  change: (database: Database) => Promise<unknown>,
): Promise<void> {
  await service.stop();
  await changeDatabase(service, change);
  await service.start();
}
