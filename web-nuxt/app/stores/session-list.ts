import { defineStore } from 'pinia';
import { computed, reactive, shallowRef } from 'vue';
import type { PersonalSession, SessionStatus, SessionSummary } from '../../../contracts/api.ts';
import { withMore, withNewest, type Page } from '../sessions/merge-page.ts';

export type SessionFilter = {
  /** All, those that the person who looks has started, or those to which they were added. */
  whose: 'all' | 'mine' | 'shared';
  status: SessionStatus | undefined;
  repository: string | undefined;
  search: string;
  archived: boolean;
};

/** The newest sessions, and the list as far as it was read with its filter. */
export const useSessionListStore = defineStore('session-list', () => {
  const recent = shallowRef<PersonalSession[]>([]);
  const recentLoaded = shallowRef(false);
  const items = shallowRef<readonly PersonalSession[]>([]);
  const next = shallowRef<string>();
  const loaded = shallowRef(false);
  const loading = shallowRef(false);
  const failure = shallowRef<unknown>();
  const filter = reactive<SessionFilter>({
    whose: 'all',
    status: undefined,
    repository: undefined,
    search: '',
    archived: false,
  });

  const filtered = computed(
    () =>
      filter.whose !== 'all' ||
      filter.status !== undefined ||
      filter.repository !== undefined ||
      filter.search !== '',
  );

  /** Takes the first page of another list, the first one once more, or the next one. */
  function take(page: Page<PersonalSession>, as: 'first' | 'again' | 'more'): void {
    const known = { items: items.value, next: next.value };
    const merged = {
      first: () => page,
      again: () => withNewest(known, page, idOf),
      more: () => withMore(items.value, page, idOf),
    }[as]();
    items.value = merged.items;
    next.value = merged.next;
    loaded.value = true;
  }

  /** Puts one session's newer summary in place. */
  function put(summary: SessionSummary): void {
    const newer = (known: PersonalSession) =>
      known.sessionId === summary.sessionId ? { ...known, ...summary } : known;
    items.value = items.value.map(newer);
    recent.value = recent.value.map(newer);
  }

  function remove(sessionId: string): void {
    const isOther = (known: PersonalSession) => known.sessionId !== sessionId;
    items.value = items.value.filter(isOther);
    recent.value = recent.value.filter(isOther);
  }

  return {
    recent,
    recentLoaded,
    items,
    next,
    loaded,
    loading,
    failure,
    filter,
    filtered,
    take,
    put,
    remove,
  };
});

const idOf = ({ sessionId }: PersonalSession): string => sessionId;
