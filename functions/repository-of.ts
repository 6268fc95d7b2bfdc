import { services } from '../adapters/services.ts';
import type { SessionSummary } from '../contracts/api.ts';
import type { Repository } from '../core/ports/scm.ts';
import { ApiError } from './http/respond.ts';

/** The repository that a session works on. */
export async function repositoryOf(session: SessionSummary): Promise<Repository> {
  const stored = await services().documents.get<Repository>('repositories', session.repository);
  if (!stored) throw new ApiError('repository_unknown');
  return stored.body;
}
