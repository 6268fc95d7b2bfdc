import type { ColourToken } from '../markdown/highlighter.ts';
import type { Range } from './word-changes.ts';

/** A piece of a line that looks alike throughout. */
export type Segment = { text: string; colours?: Record<string, string>; changed: boolean };

/** Cuts a line where its colour changes, and where a changed word begins or ends. */
export function lineSegments(
  text: string,
  tokens: readonly ColourToken[] | undefined,
  words: readonly Range[],
): Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  for (const { content, colours } of tokens ?? [{ content: text, colours: undefined }]) {
    const end = start + content.length;
    const cuts = words.flatMap((word) => [word.start, word.end]);
    const inside = cuts.filter((cut) => cut > start && cut < end).sort((a, b) => a - b);
    for (const cut of [...new Set(inside), end]) {
      const changed = words.some((word) => start >= word.start && start < word.end);
      const piece = text.slice(start, cut);
      if (piece !== '') segments.push({ text: piece, ...(colours ? { colours } : {}), changed });
      start = cut;
    }
  }
  return segments;
}
