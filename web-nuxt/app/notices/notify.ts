import type { Notice } from './session-notices.ts';

/**
 * Tells a person through the browser, if they allowed it and look elsewhere. A session's newer
 * notice takes the place of the one before.
 */
export function notify({ sessionId, title, text }: Notice, open: () => void): void {
  if (document.hasFocus() || !('Notification' in window)) return;
  if (Notification.permission !== 'granted') return;
  try {
    const notice = new Notification(title, { body: text, tag: sessionId });
    notice.onclick = () => {
      window.focus();
      open();
      notice.close();
    };
  } catch {
    // Browsers on phones have the class, but leave making notices to service workers.
  }
}
