import { watch } from 'vue';
import { useAccountStore } from '../stores/account.ts';
import { useSessionStore } from '../stores/session.ts';

/**
 * Tells the person through the browser when a run that they asked for ends or asks, if they allowed
 * it and look elsewhere.
 */
export function useRunNotices(): void {
  const session = useSessionStore();
  const account = useAccountStore();

  function notify(text: string): void {
    if (document.visibilityState === 'visible' || !('Notification' in window)) return;
    if (Notification.permission !== 'granted') return;
    const notice = new Notification(session.title, { body: text, tag: session.sessionId ?? '' });
    notice.onclick = () => window.focus();
  }

  const isMine = (promptId: string | undefined): boolean =>
    promptId !== undefined && session.view.prompts.get(promptId)?.author.id === account.me?.id;

  watch(
    () => session.run?.runId,
    (_, endedId) => {
      const ended = endedId === undefined ? undefined : session.view.runs.get(endedId);
      if (ended && isMine(ended.promptId) && ended.state !== 'running')
        notify(ended.state === 'completed' ? 'Done.' : `The run ${ended.state}.`);
    },
  );
  watch(
    () => session.summary?.openQuestions ?? 0,
    (now, before) => {
      if (now > before && isMine(session.run?.promptId)) notify('The agent asks something.');
    },
  );
}
