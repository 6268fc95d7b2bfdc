import type { CommentPlace } from '../../../contracts/comments.ts';
import type { DiffLine } from './parse-diff.ts';

/** Where a comment on this line belongs: lines that are gone have a place in the old file only. */
export function placeOf(path: string, line: DiffLine): CommentPlace {
  return line.kind === 'deleted'
    ? { path, side: 'old', line: line.oldLine ?? 1 }
    : { path, side: 'new', line: line.newLine ?? 1 };
}

export const placeKey = ({ path, side, line }: CommentPlace): string => `${side}:${line}:${path}`;
