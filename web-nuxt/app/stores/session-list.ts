import { defineStore } from 'pinia';
import { computed, reactive, shallowRef } from 'vue';
import type { PersonalSession, SessionStatus, SessionSummary } from '../../../contracts/api.ts';

export type SessionFilter = {
  /** Sessions that the person who looks has started. */
  mine: boolean;
  status: SessionStatus | undefined;
  repository: string | undefined;
  search: string;
  archived: boolean;
};

/** The list of sessions, as far as it was read, and the filter it was read with. */
export const useSessionListStore = defineStore('session-list', () => {
  const items = shallowRef<PersonalSession[]>([]);
  const next = shallowRef<string>();
  const loaded = shallowRef(false);
  const loading = shallowRef(false);
  const failure = shallowRef<unknown>();
  const filter = reactive<SessionFilter>({
    mine: false,
    status: undefined,
    repository: undefined,
    search: '',
    archived: false,
  });

  const filtered = computed(
    () =>
      filter.mine ||
      filter.status !== undefined ||
      filter.repository !== undefined ||
      filter.search !== '',
  );

  /** Takes the first page, which replaces what was there, or one more. */
  function take(
    page: { items: PersonalSession[]; next?: string | undefined },
    more: boolean,
  ): void {
    if (more) {
      const known = new Set(items.value.map(({ sessionId }) => sessionId));
      items.value = [
        ...items.value,
        ...page.items.filter(({ sessionId }) => !known.has(sessionId)),
      ];
    } else items.value = page.items;
    next.value = page.next;
    loaded.value = true;
  }

  /** Puts one session's newer summary in place. */
  function put(summary: SessionSummary): void {
    items.value = items.value.map((known) =>
      known.sessionId === summary.sessionId ? { ...known, ...summary } : known,
    );
  }

  function remove(sessionId: string): void {
    items.value = items.value.filter((known) => known.sessionId !== sessionId);
  }

  return { items, next, loaded, loading, failure, filter, filtered, take, put, remove };
});
