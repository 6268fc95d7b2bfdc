import { z } from 'zod';
import { Person } from './ids.ts';

/** How often a client says that it is still here, in milliseconds; also after each change. */
export const presenceRepeatMs = 20_000;
/** After so long without a word a client counts as gone. */
export const presenceTimeoutMs = 45_000;

const presenceFields = {
  /** Minted by the client: one per page, so that a person may be here more than once. */
  clientId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 letters and digits'),
  state: z.enum(['viewing', 'typing', 'left']),
  /** What is looked at, in the client's own words, such as a file's path. */
  place: z.string().max(200).optional(),
};

/** With it a client's leaving is noticed by the end of its connection. */
export const LiveQuery = z.object({ clientId: presenceFields.clientId.optional() });

/** What a client says of itself. */
export const PresenceUpdate = z.object(presenceFields);

/** The same as everybody hears it, with who it is. */
export const PresenceFrame = z.object({
  kind: z.literal('presence'),
  ...presenceFields,
  person: Person,
  at: z.iso.datetime(),
});
export type PresenceFrame = z.infer<typeof PresenceFrame>;

/** A client that is here. `heardAt` is the reader's own clock, in milliseconds. */
export type Present = {
  clientId: string;
  person: Person;
  state: 'viewing' | 'typing';
  place?: string;
  heardAt: number;
};

/** Who is here, by client. */
export type Presence = Map<string, Present>;

/**
 * Takes a presence frame in, in place. `now` is the reader's own clock in milliseconds, because
 * the service's may differ from it. On `joined` a client should say at once that it is here
 * itself: the newcomer does not know yet.
 */
export function applyPresence(
  presence: Presence,
  frame: PresenceFrame,
  now: number,
): 'joined' | 'changed' | 'left' {
  const { clientId, person, state, place } = frame;
  if (state === 'left') {
    presence.delete(clientId);
    return 'left';
  }
  const known = presence.has(clientId);
  const present = { clientId, person, state, heardAt: now, ...(place ? { place } : {}) };
  presence.set(clientId, present);
  return known ? 'changed' : 'joined';
}

/** Removes those who have not been heard of for too long; answers whether there were any. */
export function forgetAbsent(presence: Presence, now: number): boolean {
  const before = presence.size;
  for (const { clientId, heardAt } of presence.values())
    if (now - heardAt >= presenceTimeoutMs) presence.delete(clientId);
  return presence.size < before;
}
