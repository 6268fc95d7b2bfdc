import type { HttpResponseInit } from '@azure/functions';
import { services } from '../../adapters/services.ts';
import type { KeptAttachment } from '../../adapters/attachments.ts';
import { imageTypes } from '../../contracts/attachments.ts';
import { ApiError } from './respond.ts';
import { serve } from './route.ts';

serve('addAttachment', async ({ query, raw, person }) => {
  const { attachments, newId } = services();
  const { name, type: mediaType } = query;
  const attachment = { attachmentId: newId('att'), name, mediaType, size: raw.byteLength };
  await attachments.add(attachment, raw, person.id);
  return attachment;
});

serve('readAttachment', async ({ params, person }) => {
  const kept = await services().attachments.get(params['attachmentId'] ?? '');
  // Until a prompt has taken it, it is its sender's alone.
  if (!kept || (kept.sessionId === null && kept.ownerId !== person.id))
    throw new ApiError('attachment_unknown');
  return { reply: await contentOf(kept) };
});

serve('sandboxAttachment', async ({ params, caller }) => {
  const kept = await services().attachments.get(params['attachmentId'] ?? '');
  if (kept?.sessionId !== caller.sandbox.sessionId) throw new ApiError('attachment_unknown');
  return { reply: await contentOf(kept) };
});

/** People send files from anywhere, so nothing but a picture is ever shown as part of a page. */
async function contentOf({ attachmentId, mediaType, name }: KeptAttachment) {
  const bytes = await services().attachments.bytes(attachmentId);
  if (!bytes) throw new ApiError('attachment_unknown');
  const isImage = imageTypes.has(mediaType);
  const fileName = `filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`;
  const reply: HttpResponseInit = {
    status: 200,
    body: bytes,
    headers: {
      'content-type': isImage ? mediaType : 'application/octet-stream',
      'content-disposition': isImage ? 'inline' : `attachment; ${fileName}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=86400, immutable',
    },
  };
  return reply;
}
