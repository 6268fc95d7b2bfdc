import { onScopeDispose, watch } from 'vue';
import { presenceRepeatMs } from '../../../contracts/presence.ts';
import { usePresenceStore } from '../stores/presence.ts';
import { useSessionStore } from '../stores/session.ts';
import { useApi } from './useApi.ts';

/** Says to the others in a session that this page is here, and whether somebody types. */
export function usePresence(sessionId: string) {
  const api = useApi();
  const own = usePresenceStore();
  const session = useSessionStore();

  /** Nobody waits for it, and the next one comes soon. */
  function say(state: 'viewing' | 'typing' | 'left'): void {
    const body = { clientId: own.clientId, state };
    const keepalive = state === 'left';
    api('announcePresence', { params: { sessionId }, body, keepalive }).catch(() => {});
  }
  function announce(): void {
    if (document.visibilityState === 'visible') say(own.typing ? 'typing' : 'viewing');
  }
  const leave = () => say('left');

  const timer = setInterval(() => {
    announce();
    session.forgetWhoLeft(Date.now());
  }, presenceRepeatMs);
  watch(() => own.typing, announce);
  watch(
    () => session.connection === 'live',
    (live) => live && announce(),
  );
  document.addEventListener('visibilitychange', announce);
  window.addEventListener('pagehide', leave);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', announce);
    window.removeEventListener('pagehide', leave);
    leave();
  });

  return { announce };
}
