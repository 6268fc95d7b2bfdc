import { z } from 'zod';
import { QuestionId } from './ids.ts';

/** What a tool call looked like when it ended (or, in a live frame, looks like right now). */
export const ToolPart = z.object({
  id: z.string().max(80),
  type: z.literal('tool'),
  tool: z.string().max(80),
  title: z.string().max(400).optional(),
  status: z.enum(['pending', 'running', 'completed', 'error']),
  /** As the model gave it; shortened by the supervisor when it is very long. */
  input: z.record(z.string(), z.unknown()),
  output: z.string().max(200_000).optional(),
  error: z.string().max(20_000).optional(),
  /** A unified diff, when the tool changed a file. */
  diff: z.string().max(200_000).optional(),
  exitCode: z.number().int().optional(),
  durationMs: z.number().nonnegative().optional(),
  /** The question that this call has asked: its reply may have come another way, and later. */
  questionId: QuestionId.optional(),
});
export type ToolPart = z.infer<typeof ToolPart>;

export const TextPart = z.object({
  id: z.string().max(80),
  type: z.enum(['text', 'reasoning']),
  text: z.string().max(500_000),
  durationMs: z.number().nonnegative().optional(),
});
export type TextPart = z.infer<typeof TextPart>;

/** A piece of a run's answer. */
export const Part = z.discriminatedUnion('type', [ToolPart, TextPart]);
export type Part = z.infer<typeof Part>;
