import { expect, test } from 'vitest';
import { markdownSource, parseMarkdown } from '../../../web-nuxt/app/markdown/parser.ts';
import { growPieces, type MarkdownPiece } from '../../../web-nuxt/app/markdown/pieces.ts';

const section =
  '## A finding\n\nThe *unit* is compared:\n\n- first\n- second\n\n```ts\nconst a = 1;\n\nconst b = 2;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n';
const shown = (pieces: readonly MarkdownPiece[]) =>
  pieces.flatMap(({ blocks }) => blocks.map(({ line: _, ...block }) => block));
const grown = (text: string, step: number): MarkdownPiece[] => {
  let pieces: MarkdownPiece[] = [];
  for (let end = 0; end < text.length + step; end += step)
    pieces = growPieces(pieces, text.slice(0, end));
  return pieces;
};

test.each([31, 120])('what grows by %i characters at a time reads as the whole', (step) => {
  const text = section.repeat(60);
  const pieces = grown(text, step);
  expect(shown(pieces)).toEqual(
    shown([{ source: '', blocks: parseMarkdown(markdownSource(text)) }]),
  );
  expect(pieces.length).toBeGreaterThan(3);
  expect(pieces.map(({ source }) => source).join('')).toBe(text);
});

test('pieces before the last one stay the same objects', () => {
  const text = section.repeat(60);
  const before = grown(text, 200);
  const after = growPieces(before, `${text}And more.`);
  for (const [index, piece] of before.slice(0, -1).entries()) expect(after[index]).toBe(piece);
});

test('another text begins anew', () => {
  const before = grown(section.repeat(60), 200);
  expect(growPieces(before, 'Short.')).toEqual(growPieces([], 'Short.'));
});
