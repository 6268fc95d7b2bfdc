import { codeLine } from '../format/code-line.ts';
import { unquotePath } from './unquote-path.ts';

export type DiffLine = {
  kind: 'context' | 'added' | 'deleted';
  /** As it is to be shown. */
  text: string;
  /** Numbers of the line in the file before and after; a line has one, or as context both. */
  oldLine?: number;
  newLine?: number;
  /** The file ends here, without the usual end of line. */
  unended?: boolean;
};

/** `place` is what git says about where the hunk is, such as the function around it. */
export type DiffHunk = { oldStart: number; newStart: number; place: string; lines: DiffLine[] };

export type DiffFile = {
  path: string;
  /** Of a renamed or copied file: where it came from. */
  oldPath?: string;
  change: 'added' | 'deleted' | 'modified' | 'renamed' | 'copied';
  binary: boolean;
  /** The new mode, where it changed. */
  mode?: string;
  additions: number;
  deletions: number;
  hunks: DiffHunk[];
  /** The file's part of the diff as it came. */
  source: string;
};

const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/;

/** Reads what `git diff` prints, of one file after the other. */
export function parseDiff(diff: string): DiffFile[] {
  return diff
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .map(parseFile);
}

function parseFile(source: string): DiffFile {
  const lines = source.split('\n');
  const file: DiffFile = {
    path: pathOfCommand(lines[0] ?? ''),
    change: 'modified',
    binary: false,
    additions: 0,
    deletions: 0,
    hunks: [],
    source,
  };
  let index = 1;
  while (index < lines.length && !lines[index]?.startsWith('@@ ')) {
    readHeader(file, lines[index] ?? '');
    index += 1;
  }
  while (index < lines.length) {
    const [, oldStart, oldCount = '1', newStart, newCount = '1', place = ''] =
      hunkHeader.exec(lines[index] ?? '') ?? [];
    index += 1;
    if (oldStart === undefined || newStart === undefined) continue;
    const hunk = { oldStart: Number(oldStart), newStart: Number(newStart), place, lines: [] };
    index = readHunk(file, hunk, lines, index, Number(oldCount), Number(newCount));
    file.hunks.push(hunk);
  }
  return file;
}

/** A line of the part before the first hunk. */
function readHeader(file: DiffFile, line: string): void {
  if (line.startsWith('new file mode ')) file.change = 'added';
  else if (line.startsWith('deleted file mode ')) file.change = 'deleted';
  else if (line.startsWith('new mode ')) file.mode = line.slice('new mode '.length);
  else if (line.startsWith('rename from ')) moved(file, 'renamed', line.slice(12));
  else if (line.startsWith('copy from ')) moved(file, 'copied', line.slice(10));
  else if (line.startsWith('rename to ')) file.path = unquotePath(line.slice(10));
  else if (line.startsWith('copy to ')) file.path = unquotePath(line.slice(8));
  else if (line.startsWith('Binary files ')) file.binary = true;
  else if (/^(?:---|\+\+\+) (?!\/dev\/null)/.test(line))
    // Git ends a path that has spaces with a tab.
    file.path = unquotePath(line.slice(4).replace(/\t$/, '')).slice(2);
}

function moved(file: DiffFile, change: 'renamed' | 'copied', from: string): void {
  file.change = change;
  file.oldPath = unquotePath(from);
}

/** Reads the hunk's lines by the counts of its header. Answers the index of what follows. */
function readHunk(
  file: DiffFile,
  hunk: DiffHunk,
  lines: readonly string[],
  from: number,
  oldCount: number,
  newCount: number,
): number {
  let oldLine = hunk.oldStart;
  let newLine = hunk.newStart;
  let index = from;
  for (; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const last = hunk.lines.at(-1);
    if (line.startsWith('\\')) {
      if (last) last.unended = true;
      continue;
    }
    const isComplete = oldLine >= hunk.oldStart + oldCount && newLine >= hunk.newStart + newCount;
    if (isComplete) break;
    const text = codeLine(line.slice(1).replace(/\r$/, ''));
    if (line.startsWith('+')) {
      hunk.lines.push({ kind: 'added', text, newLine });
      file.additions += 1;
      newLine += 1;
    } else if (line.startsWith('-')) {
      hunk.lines.push({ kind: 'deleted', text, oldLine });
      file.deletions += 1;
      oldLine += 1;
    } else {
      hunk.lines.push({ kind: 'context', text, oldLine, newLine });
      oldLine += 1;
      newLine += 1;
    }
  }
  return index;
}

/** The path in `diff --git a/x b/x`, which stands twice: files without hunks have no other. */
function pathOfCommand(line: string): string {
  const names = line.slice('diff --git '.length);
  if (names.startsWith('"')) {
    const [first = ''] = /^"(?:[^"\\]|\\.)*"/.exec(names) ?? [];
    return unquotePath(first).slice(2);
  }
  return names.slice(2, (names.length - 1) / 2);
}
