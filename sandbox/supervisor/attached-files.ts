import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { imageTypes, type Attachment } from '../../contracts/attachments.ts';
import type { ControlPlane } from './control-plane.ts';
import type { SandboxPaths } from './paths.ts';

/** A picture that goes to the model along with the prompt, as OpenCode takes it. */
export type Picture = { mime: string; filename: string; url: string };
export type AskedText = { text: string; pictures: readonly Picture[] };

/** What Linux takes as the name of a file. */
const maxNameBytes = 255;
/** A longer one is no extension that tells what a file is. */
const maxExtensionBytes = 32;

/**
 * Puts what is attached to a prompt beside the repository, where git does not see it, and tells the
 * agent where. Pictures are shown to a model that sees, too.
 */
export async function withAttachments(
  text: string,
  attachments: readonly Attachment[],
  { control, paths, sees }: { control: ControlPlane; paths: SandboxPaths; sees: boolean },
): Promise<AskedText> {
  const lines: string[] = [];
  const pictures: Picture[] = [];
  for (const { attachmentId, name, mediaType } of attachments) {
    const bytes = await control.attachment(attachmentId);
    const folder = join(paths.attachments, attachmentId);
    const file = join(folder, fileName(name));
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}.new`, bytes);
    await rename(`${folder}.new`, file);
    lines.push(`- ${file} (${mediaType})`);
    if (sees && imageTypes.has(mediaType)) {
      const url = `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
      pictures.push({ mime: mediaType, filename: name, url });
    }
  }
  if (lines.length === 0) return { text, pictures };
  return { text: `${text}\n\nAttached files:\n${lines.join('\n')}`, pictures };
}

/** As much of a name as one of a file can be, which is limited in bytes; its extension is kept. */
function fileName(name: string): string {
  if (Buffer.byteLength(name) <= maxNameBytes) return name;
  const { ext } = parse(name);
  const kept = Buffer.byteLength(ext) <= maxExtensionBytes ? ext : '';
  return startWithin(name, maxNameBytes - Buffer.byteLength(kept)) + kept;
}

/** The start of a text in at most so many bytes of UTF-8, ending with a whole character. */
function startWithin(text: string, maxBytes: number): string {
  // A decoder that expects more keeps back the character whose bytes have been cut.
  return new TextDecoder().decode(Buffer.from(text).subarray(0, maxBytes), { stream: true });
}
