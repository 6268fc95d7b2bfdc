/** Characters from `start` up to, but without, `end`. */
export type Range = { start: number; end: number };
export type WordChanges = { before: Range[]; after: Range[] };

/** Comparing takes the product of both lengths, and such lines are not read word by word. */
const wordLimit = 200;
/** Less in common than this, and marking words says nothing. */
const alike = 0.3;

/** Which words differ between a line and the line that took its place. */
export function wordChanges(before: string, after: string): WordChanges | undefined {
  const old = wordsOf(before);
  const now = wordsOf(after);
  if (old.length > wordLimit || now.length > wordLimit) return undefined;
  const kept = commonWords(old, now);
  const common = kept.reduce((sum, [index]) => sum + (old[index]?.trim().length ?? 0), 0);
  const longer = Math.max(before.trim().length, after.trim().length);
  if (common < longer * alike) return undefined;
  return {
    before: rangesWithout(old, new Set(kept.map(([index]) => index))),
    after: rangesWithout(now, new Set(kept.map(([, index]) => index))),
  };
}

function wordsOf(line: string): string[] {
  return line.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

/** The longest common subsequence, as pairs of indexes. */
function commonWords(old: readonly string[], now: readonly string[]): [number, number][] {
  const width = now.length + 1;
  // Length of what is common from this word of the one and of the other on.
  const lengths = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < old.length && j < now.length;) {
    if (old[i] === now[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** Where the words are that were not kept; neighbours are one range. */
function rangesWithout(words: readonly string[], kept: ReadonlySet<number>): Range[] {
  const ranges: Range[] = [];
  let start = 0;
  words.forEach((word, index) => {
    const end = start + word.length;
    const last = ranges.at(-1);
    if (!kept.has(index)) {
      if (last?.end === start) last.end = end;
      else ranges.push({ start, end });
    }
    start = end;
  });
  return ranges;
}
