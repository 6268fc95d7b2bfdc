import { z } from 'zod';
import { AttachmentId } from './ids.ts';

/** Bytes of one attachment at most. */
export const attachmentBytesLimit = 10 * 1024 * 1024;
/** How long one that no prompt has taken is kept, in milliseconds. */
export const unusedAttachmentMs = 24 * 3_600_000;

/** What may be shown within a page; everything else is only handed out as a file. */
export const imageTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
]);

/** `name` and `type` of the body that is sent; the name becomes one of a file in a sandbox. */
export const NewAttachment = z.object({
  name: z
    .string()
    .min(1)
    .max(120)
    .refine(
      (name) => !/[/\\\p{Cc}]|^\.{1,2}$/u.test(name),
      'must be the name of a file, without its folder',
    ),
  type: z
    .string()
    .max(100)
    .regex(/^[\w.+-]+\/[\w.+-]+$/, 'must be a media type')
    .default('application/octet-stream'),
});

export const Attachment = z.object({
  attachmentId: AttachmentId,
  name: z.string(),
  mediaType: z.string(),
  size: z.number().int().nonnegative(),
});
export type Attachment = z.infer<typeof Attachment>;

/** What a prompt names. */
export const AttachmentIds = z.array(AttachmentId).max(10);
/** The same as it is told to those who show or run the prompt. */
export const Attachments = z.array(Attachment).max(10);
