import type { DiffHunk, DiffLine } from './parse-diff.ts';
import { wordChanges, type Range } from './word-changes.ts';

/** A line of a diff with the words in it that differ from the line that it replaces, or that replaces it. */
export type MarkedLine = DiffLine & { words: Range[] };

/** Side by side, context is on both sides; else a row has the one line that it shows. */
export type DiffRow = { left?: MarkedLine; right?: MarkedLine };

/** The hunk's lines, in which changed words are marked. */
export function markedLines({ lines }: DiffHunk): MarkedLine[] {
  const marked = lines.map((line): MarkedLine => ({ ...line, words: [] }));
  for (const { deleted, added } of blocksOf(marked)) {
    // Line by line where as many came as went; else nobody knows which belongs to which.
    if (deleted.length !== added.length) continue;
    deleted.forEach((before, index) => {
      const after = added[index];
      const changes = after && wordChanges(before.text, after.text);
      if (!changes) return;
      before.words = changes.before;
      after.words = changes.after;
    });
  }
  return marked;
}

/** The lines as rows of two columns: what was deleted beside what was added in its place. */
export function splitRows(lines: readonly MarkedLine[]): DiffRow[] {
  const rows: DiffRow[] = [];
  let deleted: MarkedLine[] = [];
  let added: MarkedLine[] = [];
  const flush = (): void => {
    for (let index = 0; index < Math.max(deleted.length, added.length); index += 1) {
      const left = deleted[index];
      const right = added[index];
      rows.push({ ...(left ? { left } : {}), ...(right ? { right } : {}) });
    }
    deleted = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === 'added') added.push(line);
    else if (line.kind === 'deleted') {
      if (added.length > 0) flush();
      deleted.push(line);
    } else {
      flush();
      rows.push({ left: line, right: line });
    }
  }
  flush();
  return rows;
}

/** The lines one below the other. */
export function unifiedRows(lines: readonly MarkedLine[]): DiffRow[] {
  return lines.map((line) => (line.kind === 'deleted' ? { left: line } : { right: line }));
}

/** The first hunks, of so many lines together at most; the last one may be cut. */
export function firstLines(hunks: readonly DiffHunk[], limit: number): DiffHunk[] {
  let left = limit;
  return hunks.flatMap((hunk) => {
    if (left <= 0) return [];
    const lines = hunk.lines.length > left ? hunk.lines.slice(0, left) : hunk.lines;
    left -= lines.length;
    return [lines === hunk.lines ? hunk : { ...hunk, lines }];
  });
}

export function countLines(hunks: readonly DiffHunk[]): number {
  return hunks.reduce((sum, { lines }) => sum + lines.length, 0);
}

/** Runs of deleted lines that added lines follow. */
function blocksOf(lines: readonly MarkedLine[]): { deleted: MarkedLine[]; added: MarkedLine[] }[] {
  const blocks: { deleted: MarkedLine[]; added: MarkedLine[] }[] = [];
  let before: DiffLine['kind'] = 'context';
  for (const line of lines) {
    if (line.kind === 'deleted') {
      if (before !== 'deleted') blocks.push({ deleted: [], added: [] });
      blocks.at(-1)?.deleted.push(line);
    } else if (line.kind === 'added' && before !== 'context') blocks.at(-1)?.added.push(line);
    before = line.kind === 'added' && before === 'context' ? 'context' : line.kind;
  }
  return blocks;
}
