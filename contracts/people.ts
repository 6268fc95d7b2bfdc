import { z } from 'zod';
import { Person, Timestamp } from './ids.ts';

/** How many people a session may have besides its author. */
export const collaboratorLimit = 50;

/** Whoever asks. The owner of an installation may invite people and remove them. */
export const Me = z.object({ ...Person.shape, roles: z.array(z.enum(['owner'])) });

export const PeopleQuery = z.object({
  /** A part of the name or the address, in any case. */
  search: z.string().max(200).optional(),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const NewCollaborator = z.object({
  /** A person's id, or the email address. */
  person: z.string().trim().min(1).max(200),
});

export const NewInvitation = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'say what the person is called')
    .max(120, 'takes at most 120 characters'),
  email: z
    .email('is not an email address, such as name@example.com')
    .max(200, 'takes at most 200 characters'),
});

/** `url` signs one browser in, once; hand it to the invited person alone. */
export const Invitation = z.object({ url: z.string(), expiresAt: Timestamp });
