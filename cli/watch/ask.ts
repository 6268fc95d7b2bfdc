import { askLine } from '../ask-line.ts';

export type Choice = 'stop' | 'detach' | 'continue';

/**
 * Asks on the terminal what a Ctrl-C meant; an empty or unclear answer means to go on. `interrupt`
 * is called for a Ctrl-C at the question, which then ends when the signal is aborted.
 */
export async function askWhatToDo({
  mayDetach,
  ...ways
}: {
  mayDetach: boolean;
  signal: AbortSignal;
  interrupt: () => void;
}): Promise<Choice> {
  const choices = mayDetach
    ? 'Stop the run (s), leave it running (d), or go on (g)?'
    : 'Stop the run (s) or go on (g)?';
  // None comes at the end of input, and after a second Ctrl-C.
  return choiceOf((await askLine(`\n${choices} `, ways)) ?? '', mayDetach);
}

/** What the first letter of an answer means. */
export function choiceOf(answer: string, mayDetach: boolean): Choice {
  const letter = answer.trim().charAt(0).toLowerCase();
  if (letter === 's') return 'stop';
  return letter === 'd' && mayDetach ? 'detach' : 'continue';
}
