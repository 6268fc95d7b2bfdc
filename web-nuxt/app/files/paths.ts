/** The folders above a path, from the root on, without the root: `a/b/c` has `a` and `a/b`. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What comes after the last dot of a file's name; a name without one is its own extension. */
export function extensionOf(path: string): string {
  const name = nameOf(path);
  return name.slice(name.lastIndexOf('.') + 1);
}

/** The line that an address such as `#L12` names. */
export function lineOfHash(hash: string): number | undefined {
  const [, digits] = /^#L([1-9]\d{0,8})$/.exec(hash) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
