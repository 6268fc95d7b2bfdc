import { markdownSource, parseMarkdown, type MarkdownBlock } from './parser.ts';

/** A part of a text with its blocks; the same object for as long as its text stays. */
export type MarkdownPiece = { source: string; blocks: MarkdownBlock[] };

/** A growing piece that is longer is ended, in characters. */
const longPiece = 2_000;

/**
 * The pieces of a text that grows at its end: what was there is not parsed again, but for the last
 * piece. The last blocks of that one may still change, so they never end a piece.
 */
export function growPieces(known: readonly MarkdownPiece[], text: string): MarkdownPiece[] {
  const source = markdownSource(text);
  const pieces: MarkdownPiece[] = [];
  let start = 0;
  for (const piece of known.slice(0, -1)) {
    if (!source.startsWith(piece.source, start)) return growPieces([], text);
    pieces.push(piece);
    start += piece.source.length;
  }
  const rest = source.slice(start);
  const blocks = parseMarkdown(rest);
  const line = blocks.at(-2)?.line ?? 0;
  if (rest.length <= longPiece || line === 0) return [...pieces, { source: rest, blocks }];
  const end = startOfLine(rest, line);
  const tail = rest.slice(end);
  return [
    ...pieces,
    { source: rest.slice(0, end), blocks: blocks.slice(0, -2) },
    { source: tail, blocks: parseMarkdown(tail) },
  ];
}

function startOfLine(text: string, line: number): number {
  let start = 0;
  for (let passed = 0; passed < line; passed += 1) start = text.indexOf('\n', start) + 1;
  return start;
}
