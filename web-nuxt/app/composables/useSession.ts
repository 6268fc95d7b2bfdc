import { onScopeDispose } from 'vue';
import { SessionFeed } from '../live/session-feed.ts';
import { usePresenceStore } from '../stores/presence.ts';
import { useSessionListStore } from '../stores/session-list.ts';
import { useSessionStore } from '../stores/session.ts';
import { useApi } from './useApi.ts';

/**
 * Follows a session into its store until the component that asked for it goes away. `greet` is
 * called when somebody joins, who should hear who is here.
 */
export function useSession(sessionId: string, greet: () => void) {
  const api = useApi();
  const store = useSessionStore();
  const list = useSessionListStore();
  const { clientId } = usePresenceStore();
  store.open(sessionId);

  let frame = 0;
  /** Many messages may come between two pictures; the view is shown once for all of them. */
  const show = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      store.shown();
    });
  };

  const feed = new SessionFeed(
    api,
    { sessionId, clientId },
    {
      begin: (summary, events) => {
        list.put(summary);
        store.begin(summary, events);
      },
      lastSeq: () => store.view.lastSeq,
      firstSeq: store.firstSeq,
      earlier: store.takeEarlier,
      events: (events) => {
        store.takeEvents(events);
        // Before it is loaded only a part of what happened last would be shown.
        if (events.length > 0 && store.loaded) show();
        if (events.some(({ type }) => !insideRun.test(type))) {
          void readSummary();
          if (store.loaded) markRead();
        }
      },
      frame: (message) => {
        const change = store.takeFrame(message, Date.now());
        if (message.kind !== 'presence') return show();
        // A connection of this page has ended, and it has another one.
        const buried = message.clientId === clientId && message.state === 'left';
        if (change === 'joined' || buried) greet();
      },
      state: (state) => (store.connection = state),
      loaded: () => {
        store.shown();
        store.loaded = true;
        markRead();
      },
      refused: (error) => (store.failure = error),
    },
  );

  /** What is on the screen has been seen; a mark that is lost comes with the next one. */
  function markRead(): void {
    if (document.visibilityState === 'visible')
      api('markRead', { params: { sessionId } }).catch(() => {});
  }

  async function readSummary(): Promise<void> {
    const summary = await api('getSession', { params: { sessionId } }).catch(() => undefined);
    if (!summary) return;
    list.put(summary);
    if (store.sessionId === sessionId) store.summary = summary;
  }

  const wake = () => {
    if (document.visibilityState === 'visible' && navigator.onLine) feed.wake();
  };
  const offline = () => (store.connection = 'offline');

  feed.open();
  window.addEventListener('online', wake);
  window.addEventListener('offline', offline);
  onScopeDispose(() => {
    feed.close();
    cancelAnimationFrame(frame);
    window.removeEventListener('online', wake);
    window.removeEventListener('offline', offline);
  });
  return { session: store, reconnect: () => feed.wake() };
}

/** What happens inside a run leaves the list's picture of the session (status, cost, changes) as it is. */
const insideRun = /^(?:part|phase)\./;
