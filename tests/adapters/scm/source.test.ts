import { describe, expect, test } from 'vitest';
import { RepositoryId } from '../../../contracts/ids.ts';
import { assertSessionBranch } from '../../../adapters/scm/session-branch.ts';
import { parseSource, repositoryIdOf } from '../../../adapters/scm/source.ts';

describe('what a person names', () => {
  test.each([
    ['sample', { kind: 'sample' }],
    ['/srv/shop/', { kind: 'local', path: '/srv/shop/' }],
    ['/srv/a/../shop', { kind: 'local', path: '/srv/shop' }],
    ['~', { kind: 'local', path: '/home/ada' }],
    ['~/code/shop', { kind: 'local', path: '/home/ada/code/shop' }],
    ['https://example.org/shop.git/', { kind: 'remote', url: 'https://example.org/shop.git' }],
    ['http://127.0.0.1:8080/shop', { kind: 'remote', url: 'http://127.0.0.1:8080/shop' }],
  ])('%s is understood', (source, expected) => {
    expect(parseSource(source, '/home/ada')).toEqual(expected);
  });

  test.each([
    'shop',
    './shop',
    '--upload-pack=evil',
    '',
    'http://example.org/shop',
    'ssh://git@example.org/shop',
    'ext::sh -c evil',
    'file:///srv/shop',
    'https://',
    '/srv/\0shop',
  ])('%j is refused', (source) => {
    expect(parseSource(source, '/home/ada').kind).toBe('invalid');
  });

  test.each([
    ['git@example.org:team/shop.git', 'https://example.org/team/shop.git'],
    ['example.org:/shop', 'https://example.org/shop'],
    ['ssh://git@example.org:22/team/shop', 'https://example.org/team/shop'],
    ['http://example.org/shop', 'https://example.org/shop'],
  ])('%s is refused with the address to use', (source, address) => {
    expect(parseSource(source, '/home/ada')).toEqual({
      kind: 'invalid',
      detail: `Only https:// addresses can be cloned. Use ${address} if it can be had there.`,
    });
  });

  test.each(['ada:hunter2@example.org:shop', 'ssh://ada:hunter2@example.org/shop'])(
    '%s is refused without repeating the password',
    (source) => {
      expect(JSON.stringify(parseSource(source, '/home/ada'))).not.toContain('hunter2');
    },
  );

  test('an address with a password is refused without repeating it', () => {
    const parsed = parseSource('https://ada:hunter2@example.org/shop', '/home/ada');
    expect(parsed.kind).toBe('invalid');
    expect(JSON.stringify(parsed)).not.toContain('hunter2');
  });
});

describe('a repository id', () => {
  test('tells two repositories of one name apart', () => {
    expect(repositoryIdOf('/a/shop/.git')).not.toBe(repositoryIdOf('/b/shop/.git'));
  });

  test('tells a work tree from the bare repository beside it', () => {
    expect(repositoryIdOf('/a/shop/.git')).not.toBe(repositoryIdOf('/a/shop.git'));
  });

  test('is the same for an address with and without its ending', () => {
    const address = 'https://example.org/team/shop';
    expect(repositoryIdOf(`${address}.git`)).toBe(repositoryIdOf(address));
  });

  test.each([
    ['/srv/Web Shop/.git', /^web-shop-[0-9a-f]{8}$/],
    ['/srv/shop.git', /^shop-[0-9a-f]{8}$/],
    ['https://example.org/team/shop.git', /^shop-[0-9a-f]{8}$/],
    ['/srv/日本/.git', /^repository-[0-9a-f]{8}$/],
    [`/srv/${'x'.repeat(200)}/.git`, /^x{40}-[0-9a-f]{8}$/],
  ])('of %s is short and valid', (canonical, expected) => {
    expect(repositoryIdOf(canonical)).toMatch(expected);
    expect(RepositoryId.safeParse(repositoryIdOf(canonical)).success).toBe(true);
  });
});

describe('a session branch', () => {
  test.each(['harvest/fix-1', 'harvest/ses_0123456789/a.b'])('%s is accepted', (branch) => {
    expect(() => assertSessionBranch(branch)).not.toThrow();
  });

  test.each([
    'main',
    'harvest/',
    'harvest/-x',
    'harvest/a b',
    'harvest/a:refs/heads/main',
    'harvest/../main',
    'harvest/a..b',
    'harvest/a.lock',
    'harvest//a',
    '+harvest/a',
    'harvest/a\n',
  ])('%j is a bug', (branch) => {
    expect(() => assertSessionBranch(branch)).toThrow('not the branch of a session');
  });
});
