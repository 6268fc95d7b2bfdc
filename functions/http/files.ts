import type { z } from 'zod';
import { services } from '../../adapters/services.ts';
import type { SessionSummary } from '../../contracts/api.ts';
import { FolderListing, WorkspaceFile, type TreeRef } from '../../contracts/files.ts';
import type { AnswerOf } from '../../contracts/routes.ts';
import { fileContent } from '../../core/file-content.ts';
import type { Tree } from '../../core/ports/scm.ts';
import { findSession } from '../find-session.ts';
import { repositoryOf } from '../repository-of.ts';
import { ApiError, accepted } from './respond.ts';
import { serve } from './route.ts';

type Ref = z.infer<typeof TreeRef> | undefined;

serve('listFolder', async ({ params, query: { path, ref } }): Promise<AnswerOf<'listFolder'>> => {
  const session = await findSession(params['sessionId']);
  const live = await fromWorkspace(session, ref, { kind: 'folder', path });
  if (live !== undefined) return { ...FolderListing.parse(live), from: 'workspace' };
  const found = await services().scm.folder(await treeOf(session, ref), path);
  const { entries, truncated } = accepted(found);
  return { entries, truncated, from: ref ?? 'branch' };
});

serve('readFile', async ({ params, query: { path, ref } }): Promise<AnswerOf<'readFile'>> => {
  const session = await findSession(params['sessionId']);
  const live = await fromWorkspace(session, ref, { kind: 'file', path });
  if (live !== undefined) {
    const { size, base64 } = WorkspaceFile.parse(live);
    return { ...fileContent(path, size, Buffer.from(base64, 'base64')), from: 'workspace' };
  }
  const { size, bytes } = accepted(await services().scm.file(await treeOf(session, ref), path));
  return { ...fileContent(path, size, bytes), from: ref ?? 'branch' };
});

/** What the session's sandbox answers; undefined when git has to, as no workspace can be asked. */
async function fromWorkspace(
  { sandboxId }: SessionSummary,
  ref: Ref,
  { kind, path }: { kind: 'folder' | 'file'; path: string },
): Promise<unknown> {
  if (ref !== undefined || sandboxId === null) return undefined;
  const answer = await services().supervisors.post(sandboxId, `/workspace/${kind}`, { path });
  if (answer.ok) return answer.body;
  const isMissing = answer.reason === 'refused' && answer.problem?.code === 'file_unknown';
  if (isMissing) throw new ApiError('file_unknown', { detail: `There is no ${path}.` });
  return undefined;
}

async function treeOf(session: SessionSummary, ref: Ref): Promise<Tree> {
  const repository = await repositoryOf(session);
  return { repository, branch: session.branch, ref: ref ?? 'branch' };
}
