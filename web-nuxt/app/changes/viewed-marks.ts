import { z } from 'zod';

/** Of each session, which files a person has viewed: the fingerprint of what was seen, by path. */
const Marks = z.array(z.tuple([z.string(), z.record(z.string(), z.string())]));
export type ViewedMarks = z.infer<typeof Marks>;

/** Sessions that are remembered, the latest ones. */
const sessionLimit = 50;

/** Reads what was kept; what cannot be read was never viewed. */
export function readMarks(kept: string | null): ViewedMarks {
  if (kept === null) return [];
  try {
    return Marks.catch([]).parse(JSON.parse(kept));
  } catch {
    return [];
  }
}

export function marksOf(all: ViewedMarks, sessionId: string): Record<string, string> {
  return all.find(([known]) => known === sessionId)?.[1] ?? {};
}

/** With a file marked as seen at this fingerprint, or with no mark when it is undefined. */
export function withMark(
  all: ViewedMarks,
  sessionId: string,
  path: string,
  seen: string | undefined,
): ViewedMarks {
  const { [path]: _, ...others } = marksOf(all, sessionId);
  const marks = seen === undefined ? others : { ...others, [path]: seen };
  const rest = all.filter(([known]) => known !== sessionId);
  const mine: ViewedMarks = Object.keys(marks).length > 0 ? [[sessionId, marks]] : [];
  return [...mine, ...rest].slice(0, sessionLimit);
}
