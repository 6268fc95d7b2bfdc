import { watch } from 'vue';
import { notify } from '../notices/notify.ts';
import { sessionNotices } from '../notices/session-notices.ts';
import { useAccountStore } from '../stores/account.ts';
import { useSessionListStore } from '../stores/session-list.ts';

/** Tells the person what happens in their sessions, but for the open one, whose page tells more. */
export function useListNotices(): void {
  const list = useSessionListStore();
  const account = useAccountStore();
  const route = useRoute();

  watch(
    () => list.recent,
    (now, before) => {
      if (!account.me) return;
      for (const notice of sessionNotices(before, now, account.me.id))
        if (notice.sessionId !== route.params.sessionId)
          notify(notice, () => navigateTo(`/sessions/${notice.sessionId}`));
    },
  );
}
