/**
 * What a prompt is called outside its session: its message, its orchestration and its stored text.
 * Clients mint prompts' ids, so they count within their session alone.
 */
export const promptKey = (sessionId: string, promptId: string): string =>
  `${sessionId}.${promptId}`;
