import { services } from '../adapters/services.ts';
import type { Repository } from '../core/ports/scm.ts';
import { ApiError } from './http/respond.ts';

/**
 * The repository that a person named, as it is now: by the name it is registered under, a path, or
 * an address.
 */
export async function knownRepository(named: string): Promise<Repository> {
  const { scm, documents } = services();
  const registered = await documents.get<Repository>('repositories', named);
  const resolved = await scm.resolve(registered?.body.source ?? named);
  if (!resolved.ok) throw new ApiError(resolved.code, { detail: resolved.detail });
  const { repository } = resolved;
  const stored = await documents.get<Repository>('repositories', repository.repositoryId);
  if (stored?.body.defaultBranch !== repository.defaultBranch)
    await documents.put('repositories', repository.repositoryId, repository);
  return repository;
}
