import { highlightLines } from '../markdown/highlight.ts';
import type { ColourToken } from '../markdown/highlighter.ts';
import type { DiffHunk } from './parse-diff.ts';

export type LineColours = ReadonlyMap<string, ColourToken[]>;

/** Names a line of a hunk, however often its lines are copied. */
export const lineKey = (line: { oldLine?: number; newLine?: number }): string =>
  `${line.oldLine ?? ''}:${line.newLine ?? ''}`;

/**
 * Colours the lines of a hunk, each side on its own, as both are code. What begins before the hunk,
 * such as a long comment, is not known and may be coloured as if it were code.
 */
export async function colourHunk(hunk: DiffHunk, language: string): Promise<LineColours> {
  const colours = new Map<string, ColourToken[]>();
  for (const gone of ['added', 'deleted'] as const) {
    const side = hunk.lines.filter(({ kind }) => kind !== gone);
    const tokens = await highlightLines(side.map(({ text }) => text).join('\n'), language);
    if (!tokens) return colours;
    side.forEach((line, index) => colours.set(lineKey(line), tokens[index] ?? []));
  }
  return colours;
}
