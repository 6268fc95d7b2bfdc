import { createPinia, setActivePinia } from 'pinia';
import type { EventBody } from '../../../../contracts/events.ts';
import { useSessionStore } from '../../../../web-nuxt/app/stores/session.ts';

export const sessionId = 'ses_0000000001';
export const promptId = 'prm_0000000001';
export const runId = 'run_0000000001';
export const ada = { id: 'ada', name: 'Ada' };

/** Opens a session in new stores, as far as these events tell it. */
export function openSession(bodies: EventBody[]) {
  setActivePinia(createPinia());
  const session = useSessionStore();
  session.open(sessionId);
  let seq = 0;
  const tell = (more: EventBody[]): void => {
    const at = '2026-01-01T00:00:00Z';
    session.takeEvents(more.map((body) => ({ ...body, seq: ++seq, key: `k${seq}`, at })));
    session.shown();
  };
  tell(bodies);
  return { session, tell };
}

export const queued = (text: string, id = promptId): EventBody => ({
  type: 'prompt.queued',
  data: { promptId: id, text, author: ada, position: 0 },
});

export const started: EventBody = {
  type: 'run.started',
  data: { runId, promptId, model: 'a/b' },
};
