import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../adapters/sqlite/database.ts';

/** What an installation keeps between starts, beside its database. */
export type Home = {
  directory: string;
  /** Signs what the installation hands out. */
  secret: string;
  /** What the command line client sends; its file is readable by its owner alone. */
  token: string;
  database: Database;
};

/**
 * Opens `HARVEST_HOME`, making what is missing.
 * @throws an Error with a sentence that helps when it is in use, not writable or damaged.
 */
export function openHome(directory: string): Home {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const secret = keptSecret(join(directory, 'secret'));
    const token = keptSecret(join(directory, 'token'));
    const database = openDatabase(directory);
    return { directory, secret, token, database };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC')
      throw new Error(`The disk of ${directory} is full. Free some space.`, { cause: error });
    if (code === 'EACCES' || code === 'EROFS')
      throw new Error(`${directory} cannot be written to. Set HARVEST_HOME to a folder of yours.`, {
        cause: error,
      });
    throw error;
  }
}

function openDatabase(directory: string): Database {
  try {
    return new Database(join(directory, 'harvest.db'), { exclusive: true });
  } catch (error) {
    // 5 is SQLITE_BUSY.
    if ((error as { errcode?: number }).errcode !== 5) throw error;
    throw new Error(
      `${directory} is in use by another Harvest. Stop that one, or set HARVEST_HOME to another folder.`,
      { cause: error },
    );
  }
}

function keptSecret(file: string): string {
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  }
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}
