import type { BodyOf } from '../../../contracts/routes.ts';
import { newId } from '../api/new-id.ts';
import { useSessionListStore } from '../stores/session-list.ts';
import { useSessionStore } from '../stores/session.ts';
import { useApi } from './useApi.ts';

type Prompt = BodyOf<'sendPrompt'> & { text: string };

/** What a person can do with a session. Each call throws what the API refuses. */
export function useSessionActions(sessionId: string) {
  const api = useApi();
  const store = useSessionStore();
  const list = useSessionListStore();
  const params = { sessionId };

  async function sendPrompt(body: Prompt): Promise<void> {
    // Minted once, so that a repeated request is the same prompt.
    const promptId = newId('prm');
    const sent = { promptId, text: body.text };
    store.sent = [...store.sent, sent];
    try {
      await api('sendPrompt', { params, body: { ...body, promptId } });
    } catch (error) {
      store.sent = store.sent.filter((known) => known !== sent);
      throw error;
    }
  }

  async function change(body: BodyOf<'changeSession'>): Promise<void> {
    const summary = await api('changeSession', { params, body });
    store.summary = summary;
    list.put(summary);
  }

  return {
    sendPrompt,
    rename: (title: string) => change({ title }),
    archive: (archived: boolean) => change({ archived }),
    /** Asks once more what a prompt asked, as it was. */
    retry: (promptId: string) =>
      api('sendPrompt', { params, body: { promptId: newId('prm'), retryOf: promptId } }),
    comment: (text: string) =>
      api('addComment', { params, body: { commentId: newId('cmt'), text } }),
    reply: (questionId: string, reply: BodyOf<'replyToQuestion'>) =>
      api('replyToQuestion', { params: { sessionId, questionId }, body: reply }),
    addCollaborator: (person: string) => api('addCollaborator', { params, body: { person } }),
    removeCollaborator: (personId: string) =>
      api('removeCollaborator', { params: { sessionId, personId } }),
    stop: () => api('stopRun', { params }),
    async remove(): Promise<void> {
      await api('deleteSession', { params });
      list.remove(sessionId);
    },
    editPrompt: (promptId: string, text: string) =>
      api('changePrompt', { params: { sessionId, promptId }, body: { text } }),
    movePrompt: (promptId: string, position: number) =>
      api('changePrompt', { params: { sessionId, promptId }, body: { position } }),
    cancelPrompt: (promptId: string) => api('cancelPrompt', { params: { sessionId, promptId } }),
  };
}
