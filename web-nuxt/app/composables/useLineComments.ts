import { computed, type ComputedRef } from 'vue';
import type { CommentView } from '../../../contracts/people-view.ts';
import { placeKey } from '../changes/line-place.ts';
import { useSessionStore } from '../stores/session.ts';

/** What people said about lines of the open session's changes, by the key of the line's place. */
export function useLineComments(): ComputedRef<ReadonlyMap<string, CommentView[]>> {
  const session = useSessionStore();
  return computed(() => {
    const placed = [...session.view.comments.values()].filter(({ file }) => file !== undefined);
    return Map.groupBy(placed, ({ file }) => (file ? placeKey(file) : ''));
  });
}
