import { onScopeDispose } from 'vue';
import { SessionFeed } from '../live/session-feed.ts';
import { useSessionStore } from '../stores/session.ts';
import { useApi } from './useApi.ts';

/** Follows a session into its store until the component that asked for it goes away. */
export function useSession(sessionId: string) {
  const api = useApi();
  const store = useSessionStore();
  store.open(sessionId);

  let frame = 0;
  /** Many messages may come between two pictures; the view is shown once for all of them. */
  const show = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      store.shown();
    });
  };

  const feed = new SessionFeed(api, sessionId, {
    lastSeq: () => store.view.lastSeq,
    events: (events) => {
      store.takeEvents(events);
      if (events.length > 0) show();
      if (events.some(({ type }) => changesSummary.test(type))) void readSummary();
    },
    frame: (message) => {
      store.takeFrame(message);
      show();
    },
    state: (state) => (store.connection = state),
    loaded: () => {
      store.shown();
      store.loaded = true;
    },
    refused: (error) => (store.failure = error),
  });

  async function readSummary(): Promise<void> {
    const summary = await api('getSession', { params: { sessionId } }).catch(() => undefined);
    if (summary && store.sessionId === sessionId) store.summary = summary;
  }

  const wake = () => {
    if (document.visibilityState === 'visible' && navigator.onLine) feed.wake();
  };
  const offline = () => (store.connection = 'offline');

  feed.open();
  void readSummary();
  window.addEventListener('online', wake);
  window.addEventListener('offline', offline);
  onScopeDispose(() => {
    feed.close();
    cancelAnimationFrame(frame);
    window.removeEventListener('online', wake);
    window.removeEventListener('offline', offline);
  });
  return store;
}

/** Events after which the list's picture of the session (status, cost, changes) is another one. */
const changesSummary =
  /^(run|session|sandbox)\.(started|finished|stopping|archived|renamed|parked|ended)$/;
