import { realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Files that OpenCode adds to what it reads below their folder. */
const instructionNames = ['AGENTS.md', 'CLAUDE.md', 'CONTEXT.md'];

/**
 * Throws when reading a file would show what the system tells of a process: a repository may hold
 * links to OpenCode's own environment, whose tokens would then be part of the conversation, which
 * is kept. It is no defence against an agent that looks for them by itself.
 */
export async function guardRead(path: string, repository: string): Promise<void> {
  const file = resolve(repository, path);
  for (const candidate of [file, ...instructionsAbove(file, repository)]) {
    const real = await realpath(candidate).catch(() => '');
    if (real.startsWith('/proc/')) {
      throw new Error(`${candidate} is a link to a process's own data, which is not for reading.`);
    }
  }
}

function instructionsAbove(file: string, repository: string): string[] {
  const found: string[] = [];
  let folder = dirname(file);
  while (folder.startsWith(repository) && folder !== dirname(folder)) {
    found.push(...instructionNames.map((name) => join(folder, name)));
    folder = dirname(folder);
  }
  return found;
}
