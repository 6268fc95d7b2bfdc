const slugLength = 40;

/** A few words of a title as they may stand in a branch's or folder's name. */
export function slugOf(title: string): string {
  const slug = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug.slice(0, slugLength).replace(/-+$/, '') || 'session';
}

/**
 * The branch of a session: readable, and unique by the end of its id. Sessions of one title are many
 * where programs start them, so that end has 40 bits even where ids are hexadecimal.
 */
export function branchName(title: string, sessionId: string): string {
  return `harvest/${slugOf(title)}-${sessionId.slice(-10)}`;
}
