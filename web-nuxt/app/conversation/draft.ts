import { z } from 'zod';
import { Attachment } from '../../../contracts/attachments.ts';

/** What a person has written and not sent yet, and whom it is for. */
const Draft = z.object({
  text: z.string(),
  attachments: z.array(Attachment),
  mode: z.enum(['queue', 'steer', 'comment']),
});
export type Draft = z.infer<typeof Draft>;

export const emptyDraft: Draft = { text: '', attachments: [], mode: 'queue' };

/** Reads what was kept; what cannot be read was never written. */
export function readDraft(kept: string): Draft {
  try {
    return Draft.catch(emptyDraft).parse(JSON.parse(kept));
  } catch {
    return emptyDraft;
  }
}
