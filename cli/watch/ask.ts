import { createInterface } from 'node:readline/promises';

export type Choice = 'stop' | 'detach' | 'continue';

/**
 * Asks on the terminal what a Ctrl-C meant; an empty or unclear answer means to go on. `interrupt`
 * is called for a Ctrl-C at the question, which then ends when the signal is aborted.
 */
export async function askWhatToDo({
  mayDetach,
  signal,
  interrupt,
}: {
  mayDetach: boolean;
  signal: AbortSignal;
  interrupt: () => void;
}): Promise<Choice> {
  const question = createInterface({ input: process.stdin, output: process.stdout });
  question.on('SIGINT', interrupt);
  const ended = new AbortController();
  question.on('close', () => ended.abort());
  try {
    const answer = await question.question(
      `\n${mayDetach ? 'Stop the run (s), leave it running (d), or go on (g)?' : 'Stop the run (s) or go on (g)?'} `,
      { signal: AbortSignal.any([signal, ended.signal]) },
    );
    return choiceOf(answer, mayDetach);
  } catch (error) {
    // The end of input, or a second Ctrl-C.
    if (error instanceof Error && error.name === 'AbortError') return 'continue';
    throw error;
  } finally {
    question.close();
  }
}

/** What the first letter of an answer means. */
export function choiceOf(answer: string, mayDetach: boolean): Choice {
  const letter = answer.trim().charAt(0).toLowerCase();
  if (letter === 's') return 'stop';
  return letter === 'd' && mayDetach ? 'detach' : 'continue';
}
