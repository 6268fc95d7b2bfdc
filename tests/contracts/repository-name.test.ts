import { expect, test } from 'vitest';
import { repositoryName } from '../../contracts/repository-name.ts';

test('a repository is called by its name, and what merely looks like a number stays', () => {
  expect(repositoryName('sample-cce35a84')).toBe('sample');
  expect(repositoryName('my-app-2-0a1b2c3d')).toBe('my-app-2');
  expect(repositoryName('release-20261125x')).toBe('release-20261125x');
});
