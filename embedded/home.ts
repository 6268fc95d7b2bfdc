import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isFullDisk } from '../adapters/full-disk.ts';
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
    makeFolder(directory);
    closeToOthers(directory);
    // First, for it keeps others out who would make secrets at the same time.
    const database = openDatabase(directory);
    const secret = keptSecret(join(directory, 'secret'));
    const token = keptSecret(join(directory, 'token'));
    return { directory, secret, token, database };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // SQLite has a code of its own for it.
    const cause = isFullDisk(error) ? 'ENOSPC' : String(code);
    const sentence = sentences[cause]?.(directory);
    throw sentence === undefined ? error : new Error(sentence, { cause: error });
  }
}

type Sentence = (directory: string) => string;

const notWritable: Sentence = (directory) =>
  `${directory} cannot be made or written to. Set HARVEST_HOME to a folder of yours.`;
const notFolder: Sentence = (directory) =>
  `A file is where ${directory} should be. Set HARVEST_HOME to a folder of yours.`;

/** What to do about the error of a file system, by its code. */
const sentences: Readonly<Record<string, Sentence>> = {
  ENOSPC: (directory) => `The disk of ${directory} is full. Free some space.`,
  EACCES: notWritable,
  EPERM: notWritable,
  EROFS: notWritable,
  ENOENT: notWritable,
  EEXIST: notFolder,
  ENOTDIR: notFolder,
};

/** Node's own recursive way tries for ever below a folder in which none can be made, as /proc. */
function makeFolder(directory: string): void {
  const exists = () => statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (exists()) return;
  makeFolder(dirname(directory));
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!exists()) throw error;
  }
}

function openDatabase(directory: string): Database {
  const file = join(directory, 'harvest.db');
  try {
    // The files that SQLite makes beside it get its permissions.
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    return new Database(file, { exclusive: true });
  } catch (error) {
    // 5 is SQLITE_BUSY.
    if ((error as { errcode?: number }).errcode !== 5) throw error;
    throw new Error(
      `${directory} is in use by another Harvest. Stop that one, or set HARVEST_HOME to another folder.`,
      { cause: error },
    );
  }
}

/** An empty file is what a process left that was killed when it had made it and not written to it. */
function keptSecret(file: string): string {
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (kept !== '') {
    chmodSync(file, 0o600);
    return kept;
  }
  const made = randomBytes(32).toString('base64url');
  writeFileSync(`${file}.new`, made, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return made;
}

/** Whoever else has an account here is kept out, of a folder that was there before as well. */
function closeToOthers(directory: string): void {
  const { mode } = statSync(directory);
  // One that everybody writes to, such as /tmp, is not ours to close; the files in it are.
  if ((mode & 0o1000) === 0) chmodSync(directory, 0o700);
}
