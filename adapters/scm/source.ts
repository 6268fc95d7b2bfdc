import { createHash } from 'node:crypto';
import { isAbsolute, join, normalize } from 'node:path';

/** What a person named as a repository, once understood. */
export type Source =
  | { kind: 'sample' }
  | { kind: 'local'; path: string }
  | { kind: 'remote'; url: string }
  | { kind: 'invalid'; detail: string };

/** How git also writes an ssh address: `git@host:team/shop.git`. */
const sshForm = /^(?:[^/:@]+@)?(?<host>[\w.-]+):\/*(?<path>[^:@/][^:@]*)$/;

/**
 * Understands a path, an https address or `sample`, without looking at anything.
 * @param userHome what `~` stands for
 */
export function parseSource(source: string, userHome: string): Source {
  if (source === 'sample') return { kind: 'sample' };
  if (source.includes('\0')) return { kind: 'invalid', detail: 'The path is not valid.' };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(source)) return parseAddress(source);
  if (source === '~' || source.startsWith('~/')) {
    return { kind: 'local', path: join(userHome, source.slice(1)) };
  }
  if (isAbsolute(source)) return { kind: 'local', path: normalize(source) };
  const { host, path } = sshForm.exec(source)?.groups ?? {};
  if (host && path) return notCloned(host, path);
  return {
    kind: 'invalid',
    detail: 'Give an absolute path, one that starts with ~/, or an https:// address.',
  };
}

function parseAddress(source: string): Source {
  const url = URL.parse(source);
  if (!url) return { kind: 'invalid', detail: 'The address is not valid.' };
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    return notCloned(url.hostname, url.pathname.replace(/^\/+/, ''));
  }
  // It would be stored, shown and logged with the session.
  if (url.username || url.password) {
    return {
      kind: 'invalid',
      detail:
        'Leave the user name and password out of the address; git takes them from the ' +
        'credential helper of the machine that Harvest runs on.',
    };
  }
  url.hash = '';
  return { kind: 'remote', url: url.href.replace(/\/+$/, '') };
}

/** Says which address to use instead; a user name or password of the other is not repeated. */
function notCloned(host: string, path: string): Source {
  const use = host && path ? ` Use https://${host}/${path} if it can be had there.` : '';
  return { kind: 'invalid', detail: `Only https:// addresses can be cloned.${use}` };
}

/**
 * A short name that people recognise, and that differs for repositories in different places.
 * @param canonical the git folder's real path, or the clone address
 */
export function repositoryIdOf(canonical: string): string {
  // A bare `app.git` may lie beside the work tree `app`; an address means the same either way.
  const suffix = isAbsolute(canonical) ? /\/\.git$/ : /\/?\.git$/;
  const place = canonical.replace(/\/+$/, '').replace(suffix, '');
  const name = place
    .slice(place.lastIndexOf('/') + 1)
    .replace(/\.git$/, '')
    .toLowerCase();
  const slug = name
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40);
  const hash = createHash('sha256').update(place).digest('hex').slice(0, 8);
  return `${slug || 'repository'}-${hash}`;
}
