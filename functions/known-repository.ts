import { services } from '../adapters/services.ts';
import type { Repository } from '../core/ports/scm.ts';
import { ApiError } from './http/respond.ts';

/** How long what was found at a source is taken as still true, in milliseconds. */
const freshMs = 30_000;
const remembered = new Map<string, { repository: Repository; at: number }>();
const rememberedAtMost = 1_000;

/** The repository that a person named: by the name it is registered under, a path, or an address. */
export async function knownRepository(source: string): Promise<Repository> {
  const { scm, documents, clock } = services();
  const recent = remembered.get(source);
  if (recent && clock() - recent.at < freshMs) return recent.repository;
  const registered = await documents.get<Repository>('repositories', source);
  if (registered) return registered.body;
  const resolved = await scm.resolve(source);
  if (!resolved.ok) throw new ApiError(resolved.code, { detail: resolved.detail });
  const { repository } = resolved;
  const stored = await documents.get<Repository>('repositories', repository.repositoryId);
  if (stored?.body.defaultBranch !== repository.defaultBranch)
    await documents.put('repositories', repository.repositoryId, repository);
  if (remembered.size >= rememberedAtMost) remembered.clear();
  remembered.set(source, { repository, at: clock() });
  return repository;
}
