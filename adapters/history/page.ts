/** What the events of one page may weigh, in bytes; more of them is for the next page. */
export const pageBytes = 4_000_000;

/** The first of the items that weigh no more than a page together, but at least one. */
export function fillPage<T>(items: Iterable<T>, bytesOf: (item: T) => number): T[] {
  const page: T[] = [];
  let bytes = 0;
  for (const item of items) {
    bytes += bytesOf(item);
    if (bytes > pageBytes && page.length > 0) break;
    page.push(item);
  }
  return page;
}
