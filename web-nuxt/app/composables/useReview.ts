import type { CommentPlace } from '../../../contracts/comments.ts';
import { newId } from '../api/new-id.ts';
import { requestText } from '../changes/request-text.ts';
import { useApi } from './useApi.ts';
import { useSessionActions } from './useSessionActions.ts';

/** What a person can do about a session's changes. Each call throws what the API refuses. */
export function useReview(sessionId: string) {
  const api = useApi();
  const { sendPrompt } = useSessionActions(sessionId);
  const params = { sessionId };

  return {
    comment: (file: CommentPlace, text: string) =>
      api('addComment', { params, body: { commentId: newId('cmt'), text, file } }),
    /** Asks the agent to change something at a line; it waits for its turn. */
    ask: (place: CommentPlace, code: string, wish: string) =>
      sendPrompt({ text: requestText(place, code, wish), mode: 'queue' }),
    merge: () => api('mergeBranch', { params }),
    discard: () => api('discardBranch', { params }),
  };
}
