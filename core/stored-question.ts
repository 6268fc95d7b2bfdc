import type { EventBody } from '../contracts/events.ts';
import type { Question, QuestionReply } from '../contracts/questions.ts';

/** A question of the agent as it is kept for a run that rests; `by` is a person's id. */
export type StoredQuestion = { questions: Question[]; reply?: QuestionReply; by?: string };

type Reply = { questionId: string; reply: QuestionReply; by: string };

/** What an event says that a person has replied; undefined when it is about something else. */
export function replyIn({ type, data }: EventBody): Reply | undefined {
  if (type === 'question.answered')
    return { questionId: data.questionId, reply: { answers: data.answers }, by: data.by.id };
  if (type === 'question.dismissed')
    return { questionId: data.questionId, reply: { dismiss: true }, by: data.by.id };
  return undefined;
}

export function withReply({ questions }: StoredQuestion, { reply, by }: Reply): StoredQuestion {
  return { questions, reply, by };
}
