import { expect, it } from 'vitest';
import { FileQuery, FolderQuery, TreePath } from '../../contracts/files.ts';

it.each(['', 'a', 'a/b c/ü.txt', '.github/workflows', 'a/..b/...', '.gitignore'])(
  'takes %j for a path in a tree',
  (path) => {
    expect(TreePath.parse(path)).toBe(path);
  },
);

it.each([
  '/etc/passwd',
  '..',
  'a/../../b',
  'a/./b',
  'a//b',
  'a/',
  '.git/config',
  'sub/.GIT/config',
  'a\0b',
  'a\nb',
])('refuses the path %j', (path) => {
  expect(TreePath.safeParse(path).success).toBe(false);
});

it('lists the root by default, but reads no file without a name', () => {
  expect(FolderQuery.parse({})).toEqual({ path: '' });
  expect(FileQuery.safeParse({ path: '' }).success).toBe(false);
});
