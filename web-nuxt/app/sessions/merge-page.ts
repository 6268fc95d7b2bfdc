/** A page of a list that goes from the newest to the oldest; `next` leads to the one after it. */
export type Page<T> = { items: readonly T[]; next?: string | undefined };

/** The list with the page after its last one. What has moved up since is in it already. */
export function withMore<T>(
  known: readonly T[],
  page: Page<T>,
  idOf: (item: T) => string,
): Page<T> {
  return { items: [...known, ...unknown(known, page.items, idOf)], next: page.next };
}

/**
 * The list after its first page was read once more: what was read after that page stays, so that
 * nothing jumps under a person who has scrolled down.
 */
export function withNewest<T>(known: Page<T>, page: Page<T>, idOf: (item: T) => string): Page<T> {
  const last = page.items.at(-1);
  const end = known.items.findIndex((item) => last !== undefined && idOf(item) === idOf(last));
  if (page.next === undefined || end < 0) return page;
  const rest = unknown(page.items, known.items.slice(end + 1), idOf);
  return rest.length === 0 ? page : { items: [...page.items, ...rest], next: known.next };
}

function unknown<T>(known: readonly T[], items: readonly T[], idOf: (item: T) => string): T[] {
  const ids = new Set(known.map(idOf));
  return items.filter((item) => !ids.has(idOf(item)));
}
