import { expect, test } from 'vitest';
import {
  firstLines,
  markedLines,
  splitRows,
  unifiedRows,
} from '../../../web-nuxt/app/changes/diff-rows.ts';
import { lineSegments } from '../../../web-nuxt/app/changes/line-segments.ts';
import type { DiffHunk } from '../../../web-nuxt/app/changes/parse-diff.ts';
import { wordChanges } from '../../../web-nuxt/app/changes/word-changes.ts';

/** A hunk from lines with the sign of a diff before them. */
function hunkOf(...signed: string[]): DiffHunk {
  const kinds = { '+': 'added', '-': 'deleted', ' ': 'context' } as const;
  const lines = signed.map((line) => ({
    kind: kinds[line.charAt(0) as keyof typeof kinds],
    text: line.slice(1),
  }));
  return { oldStart: 1, newStart: 1, place: '', lines };
}

test('marks the words that differ between a line and the one in its place', () => {
  const [before, after] = markedLines(hunkOf('-const total = a + b;', '+const sum = a + b + c;'));
  expect(before?.words.map(({ start, end }) => before.text.slice(start, end))).toEqual(['total']);
  expect(after?.words.map(({ start, end }) => after.text.slice(start, end))).toEqual([
    'sum',
    ' + c',
  ]);
});

test('marks no words where lines have little in common, or are not as many', () => {
  expect(wordChanges('return 1;', 'export class Thing extends Other {')).toBeUndefined();
  const uneven = markedLines(hunkOf('-a b c', '+a b d', '+e f g'));
  expect(uneven.flatMap(({ words }) => words)).toEqual([]);
  expect(wordChanges('a '.repeat(500), 'a '.repeat(501))).toBeUndefined();
});

test('puts what came beside what went, and context on both sides', () => {
  const lines = markedLines(hunkOf(' 1', '-2', '-3', '+two', ' 4', '+5'));
  const sides = splitRows(lines).map(({ left, right }) => [left?.text, right?.text]);
  expect(sides).toEqual([
    ['1', '1'],
    ['2', 'two'],
    ['3', undefined],
    ['4', '4'],
    [undefined, '5'],
  ]);
  expect(unifiedRows(lines).map(({ left, right }) => (right ?? left)?.text)).toEqual(
    lines.map(({ text }) => text),
  );
});

test('cuts long files at so many lines', () => {
  const hunks = [hunkOf(' a', ' b'), hunkOf(' c', ' d', ' e'), hunkOf(' f')];
  const cut = firstLines(hunks, 3);
  expect(cut.map(({ lines }) => lines.length)).toEqual([2, 1]);
  expect(cut[0]).toBe(hunks[0]);
  expect(firstLines(hunks, 100)).toEqual(hunks);
});

test('cuts a line where its colour changes and where a changed word ends', () => {
  const red = { color: 'red' };
  const blue = { color: 'blue' };
  const tokens = [
    { content: 'let ', colours: red },
    { content: 'total', colours: blue },
  ];
  expect(lineSegments('let total', tokens, [{ start: 2, end: 6 }])).toEqual([
    { text: 'le', colours: red, changed: false },
    { text: 't ', colours: red, changed: true },
    { text: 'to', colours: blue, changed: true },
    { text: 'tal', colours: blue, changed: false },
  ]);
  expect(lineSegments('plain', undefined, [])).toEqual([{ text: 'plain', changed: false }]);
});
