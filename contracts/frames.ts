import { z } from 'zod';
import { SessionEvent } from './events.ts';
import { RunId, SessionId } from './ids.ts';
import { ToolPart } from './parts.ts';
import { PresenceFrame } from './presence.ts';

/** The live group that carries a session's durable events. */
export const sessionGroup = (sessionId: string): string => `session:${sessionId}`;
/** The live group that carries what is not kept: deltas, checkpoints, tools at work, who is here. */
export const streamGroup = (sessionId: string): string => `stream:${sessionId}`;

const PartText = z.object({
  partId: z.string().max(80),
  partType: z.enum(['text', 'reasoning']),
});

/**
 * Live messages. They are hints: whoever misses one reads history after its last `seq`.
 * `offset` is where `text` begins in its part, in UTF-16 code units, so a gap shows.
 */
export const Frame = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('events'), sessionId: SessionId, events: z.array(SessionEvent) }),
  z.object({
    kind: z.literal('delta'),
    runId: RunId,
    ...PartText.shape,
    offset: z.number().int().nonnegative(),
    text: z.string(),
  }),
  z.object({
    kind: z.literal('checkpoint'),
    runId: RunId,
    parts: z.array(z.object({ ...PartText.shape, text: z.string() })),
  }),
  z.object({ kind: z.literal('tool'), runId: RunId, part: ToolPart }),
  PresenceFrame,
]);
export type Frame = z.infer<typeof Frame>;
