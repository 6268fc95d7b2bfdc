import { z } from 'zod';

/** What the agent wants to know. */
export const Question = z.object({
  /** A few words that name it. */
  header: z.string().max(200),
  question: z.string().max(10_000),
  options: z
    .array(z.object({ label: z.string().max(500), description: z.string().max(2_000) }))
    .max(50),
  /** More than one option may be chosen. */
  multiple: z.boolean(),
  /** An answer in one's own words is welcome, too. */
  custom: z.boolean(),
});
export type Question = z.infer<typeof Question>;

/** For each question, in order, the labels that were chosen or what was said instead. */
export const Answers = z.array(z.array(z.string().min(1).max(10_000)).max(50)).max(100);
export type Answers = z.infer<typeof Answers>;

/** What a person says to an open question: answers, or that the agent should go on without. */
export const QuestionReply = z.union([
  z.strictObject({ answers: Answers }),
  z.strictObject({ dismiss: z.literal(true) }),
]);
export type QuestionReply = z.infer<typeof QuestionReply>;
