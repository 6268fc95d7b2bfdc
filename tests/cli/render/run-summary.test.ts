import { expect, test } from 'vitest';
import { changesLine } from '../../../cli/render/run-summary.ts';
import { makeStyle } from '../../../cli/render/style.ts';

const nothing = { branch: 'harvest/x', commit: null, files: 0, additions: 0, deletions: 0 };

test('a branch without changes has none', () => {
  const plain = makeStyle(false);
  expect(changesLine(nothing, plain)).toBe('none');
  const some = { ...nothing, commit: 'abcdef0', files: 1, additions: 2 };
  expect(changesLine(some, plain)).toBe('1 file, +2 -0');
});
