import type { CommentPlace } from '../../../contracts/comments.ts';

/** Longer lines are not repeated to the agent, which can read the file. */
const longest = 300;

/** A prompt that asks for a change at a line of the diff. */
export function requestText(place: CommentPlace, code: string, wish: string): string {
  const where =
    place.side === 'new'
      ? `In \`${place.path}\`, line ${place.line}`
      : `In \`${place.path}\`, where line ${place.line} was before your changes`;
  const line = code.length > longest ? `${code.slice(0, longest)}…` : code;
  const fence = '`'.repeat(Math.max(3, longestRun(line) + 1));
  return `${where}:\n\n${fence}\n${line}\n${fence}\n\n${wish}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
