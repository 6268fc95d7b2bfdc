import { UnknownPage } from '../../core/ports/unknown-page.ts';

/**
 * The number that a page's `next` stands for.
 * @throws UnknownPage for what was never one
 */
export function pagePlace(after: string): number {
  const place = Number(after);
  if (!/^\d+$/.test(after) || !Number.isSafeInteger(place)) throw new UnknownPage();
  return place;
}
