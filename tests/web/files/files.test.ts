import { expect, test } from 'vitest';
import { bytes } from '../../../web-nuxt/app/files/bytes.ts';
import {
  extensionOf,
  foldersAbove,
  lineOfHash,
  nameOf,
} from '../../../web-nuxt/app/files/paths.ts';
import { sortEntries } from '../../../web-nuxt/app/files/sort-entries.ts';

test('a path has its name, its extension and the folders above it', () => {
  expect(foldersAbove('a/b/c.test.ts')).toEqual(['a', 'a/b']);
  expect(foldersAbove('README')).toEqual([]);
  expect(nameOf('a/b/c.test.ts')).toBe('c.test.ts');
  expect(extensionOf('a.b/c.test.ts')).toBe('ts');
  expect(extensionOf('a.b/Makefile')).toBe('Makefile');
});

test('an address names a line, or none', () => {
  expect(lineOfHash('#L12')).toBe(12);
  for (const hash of ['', '#L0', '#L', '#12', '#L1x']) expect(lineOfHash(hash)).toBeUndefined();
});

test('folders come first, by name', () => {
  const entry = (name: string, kind: 'file' | 'folder' | 'link') => ({ name, path: name, kind });
  const sorted = sortEntries([
    entry('b.ts', 'file'),
    entry('src', 'folder'),
    entry('A.ts', 'link'),
    entry('docs', 'folder'),
  ]);
  expect(sorted.map(({ name }) => name)).toEqual(['docs', 'src', 'A.ts', 'b.ts']);
});

test('sizes are said in the unit that fits', () => {
  expect([0, 1, 1_023, 4_300, 1_400_000].map(bytes)).toEqual([
    '0 bytes',
    '1 byte',
    '1023 bytes',
    '4.2 KB',
    '1.3 MB',
  ]);
});
