import { createInterface } from 'node:readline/promises';

/**
 * Asks on the terminal; undefined at the end of input, and when the signal is aborted. `interrupt`
 * is called for a Ctrl-C at the question. It asks on standard error where standard output is read
 * by a program.
 */
export async function askLine(
  question: string,
  { signal, interrupt }: { signal: AbortSignal; interrupt: () => void },
): Promise<string | undefined> {
  const output = process.stdout.isTTY ? process.stdout : process.stderr;
  const asking = createInterface({ input: process.stdin, output });
  asking.on('SIGINT', interrupt);
  const ended = new AbortController();
  asking.on('close', () => ended.abort());
  try {
    return await asking.question(question, { signal: AbortSignal.any([signal, ended.signal]) });
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return undefined;
    throw error;
  } finally {
    asking.close();
  }
}
