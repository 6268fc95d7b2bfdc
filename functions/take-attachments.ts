import { services } from '../adapters/services.ts';
import type { Attachment } from '../contracts/attachments.ts';
import { ApiError } from './http/respond.ts';

/** Takes what a prompt names into its session. Throws `attachment_unknown` for what is not its author's. */
export async function takeAttachments(
  ids: readonly string[],
  sessionId: string,
  personId: string,
): Promise<Attachment[]> {
  const { attachments } = services();
  const taken: Attachment[] = [];
  for (const id of new Set(ids)) {
    const isTaken = await attachments.take(id, sessionId, personId);
    const kept = isTaken ? await attachments.get(id) : undefined;
    if (!kept) throw new ApiError('attachment_unknown', { detail: `It is ${id}.` });
    const { attachmentId, name, mediaType, size } = kept;
    taken.push({ attachmentId, name, mediaType, size });
  }
  return taken;
}
