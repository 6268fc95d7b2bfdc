/** What a question is stored under; the agent's ids count within its session alone. */
export const questionKey = (sessionId: string, questionId: string): string =>
  `${sessionId}.${questionId}`;
