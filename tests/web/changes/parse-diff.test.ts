import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GitRepository } from '../../flows/support/git-repository.ts';
import { parseDiff } from '../../../web-nuxt/app/changes/parse-diff.ts';

/** What git prints of the changes that `change` makes to a repository of these files. */
async function diffOf(
  files: Record<string, string>,
  change: (repository: GitRepository) => Promise<unknown>,
): Promise<string> {
  await using repository = await GitRepository.create(files);
  await change(repository);
  await repository.git('add', '--all');
  return await repository.git('diff', '--cached');
}

test('numbers lines on both sides, over several hunks', async () => {
  const numbered = (n: number) => `line ${n}\n`;
  const before = Array.from({ length: 40 }, (_, index) => numbered(index + 1));
  const after = before.with(1, 'second\n').with(30, '').with(31, 'new\nnewer\n');
  const diff = await diffOf({ 'a.txt': before.join('') }, (repository) =>
    repository.write('a.txt', after.join('')),
  );
  const [file, ...others] = parseDiff(diff);
  expect(others).toEqual([]);
  expect(file).toMatchObject({ path: 'a.txt', change: 'modified', additions: 3, deletions: 3 });
  expect(file?.hunks.map(({ oldStart, newStart }) => [oldStart, newStart])).toEqual([
    [1, 1],
    [28, 28],
  ]);
  expect(file?.hunks[0]?.lines.slice(0, 4)).toEqual([
    { kind: 'context', text: 'line 1', oldLine: 1, newLine: 1 },
    { kind: 'deleted', text: 'line 2', oldLine: 2 },
    { kind: 'added', text: 'second', newLine: 2 },
    { kind: 'context', text: 'line 3', oldLine: 3, newLine: 3 },
  ]);
  expect(file?.hunks[1]?.lines.at(-1)).toEqual({
    kind: 'context',
    text: 'line 35',
    oldLine: 35,
    newLine: 35,
  });
});

test('tells what happened to each file, whatever its name', async () => {
  const diff = await diffOf(
    {
      'gone.txt': 'a\n',
      'with space.txt': 'b\n',
      'old.txt': 'c\nd\ne\nf\n',
      'tool.sh': 'true\n',
      'picture.bin': 'x\0y',
    },
    async (repository) => {
      await repository.git('rm', '-q', 'gone.txt');
      await repository.git('mv', 'old.txt', 'folder-ä "quoted".txt');
      await repository.write('with space.txt', 'b\nmore');
      await repository.write('empty b/empty b.txt', '');
      await repository.write('picture.bin', 'x\0z');
      await chmod(join(repository.directory, 'tool.sh'), 0o755);
    },
  );
  const told = parseDiff(diff).map(({ path, change, binary, mode, oldPath }) => ({
    path,
    change,
    ...(binary ? { binary } : {}),
    ...(mode ? { mode } : {}),
    ...(oldPath ? { oldPath } : {}),
  }));
  expect(told).toHaveLength(6);
  expect(told).toEqual(
    expect.arrayContaining([
      { path: 'gone.txt', change: 'deleted' },
      { path: 'with space.txt', change: 'modified' },
      { path: 'folder-ä "quoted".txt', change: 'renamed', oldPath: 'old.txt' },
      { path: 'empty b/empty b.txt', change: 'added' },
      { path: 'picture.bin', change: 'modified', binary: true },
      { path: 'tool.sh', change: 'modified', mode: '100755' },
    ]),
  );
});

test('takes lines for what they are, though they look like the diff itself', async () => {
  const diff = await diffOf({ 'a.sql': '-- old\nkept\n' }, (repository) =>
    repository.write('a.sql', '++ new\nkept\ndiff --git a/x b/x\n@@ -1 +1 @@\nend'),
  );
  const files = parseDiff(diff);
  expect(files).toHaveLength(1);
  expect(files[0]?.path).toBe('a.sql');
  expect(files[0]?.hunks[0]?.lines).toMatchObject([
    { kind: 'deleted', text: '-- old' },
    { kind: 'added', text: '++ new' },
    { kind: 'context', text: 'kept' },
    { kind: 'added', text: 'diff --git a/x b/x' },
    { kind: 'added', text: '@@ -1 +1 @@' },
    { kind: 'added', text: 'end', unended: true },
  ]);
});

test('nothing changed is no file', () => {
  expect(parseDiff('')).toEqual([]);
});
