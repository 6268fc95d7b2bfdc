import { watch } from 'vue';
import { notify } from '../notices/notify.ts';
import { outcomeWords } from '../notices/session-notices.ts';
import { useAccountStore } from '../stores/account.ts';
import { useSessionStore } from '../stores/session.ts';

/** Tells the person when a run of theirs in the open session ends or asks. */
export function useRunNotices(): void {
  const session = useSessionStore();
  const account = useAccountStore();

  function tell(text: string): void {
    const { sessionId, title } = session;
    if (sessionId) notify({ sessionId, title, text }, () => navigateTo(`/sessions/${sessionId}`));
  }

  const isMine = (promptId: string | undefined): boolean =>
    promptId !== undefined && session.view.prompts.get(promptId)?.author.id === account.me?.id;

  watch(
    () => session.run?.runId,
    (_, endedId) => {
      const ended = endedId === undefined ? undefined : session.view.runs.get(endedId);
      if (!ended || ended.state === 'running' || ended.state === 'stopping') return;
      if (isMine(ended.promptId)) tell(outcomeWords[ended.state]);
    },
  );
  watch(
    () => session.summary?.openQuestions ?? 0,
    (now, before) => {
      if (now > before && isMine(session.run?.promptId)) tell('The agent asks something.');
    },
  );
}
