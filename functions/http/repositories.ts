import { services } from '../../adapters/services.ts';
import type { SessionSummary } from '../../contracts/api.ts';
import { countedSessions } from '../../contracts/repositories.ts';
import { fileContent } from '../../core/file-content.ts';
import type { Repository } from '../../core/ports/scm.ts';
import { knownRepository } from '../known-repository.ts';
import { ApiError } from './respond.ts';
import { serve } from './route.ts';

serve('listRepositories', async ({ query }) => {
  const { after, limit } = query;
  const page = await services().documents.list<Repository>('repositories', {
    limit,
    ...(after ? { after } : {}),
  });
  return { items: page.items.map(({ body }) => body), ...(page.next ? { next: page.next } : {}) };
});

serve('addRepository', ({ body }) => knownRepository(body.source));

serve('getRepository', async ({ params }) => {
  const repository = await registered(params['repositoryId']);
  const { scm, environments } = services();
  // Hooks are shown as they will run: as the repository is now, if it can be reached.
  await scm.refresh(repository);
  const [setupHook, startHook, environment, use] = await Promise.all([
    hookOf(repository, '.harvest/setup.sh'),
    hookOf(repository, '.harvest/start.sh'),
    environments.names(repository.repositoryId),
    useOf(repository),
  ]);
  return { ...repository, setupHook, startHook, environment, ...use };
});

serve('changeEnvironment', async ({ params, body }) => {
  const { repositoryId } = await registered(params['repositoryId']);
  const environment = await services().environments.change(repositoryId, body);
  if (!environment) throw new ApiError('environment_too_large');
  return { environment };
});

async function registered(repositoryId: string | undefined): Promise<Repository> {
  const stored = await services().documents.get<Repository>('repositories', repositoryId ?? '');
  if (!stored) throw new ApiError('repository_unknown');
  return stored.body;
}

async function hookOf(repository: Repository, path: string): Promise<string | null> {
  const file = await services().scm.file({ repository, branch: null, ref: 'base' }, path);
  return file.ok ? (fileContent(path, file.size, file.bytes).text ?? null) : null;
}

/** How many sessions there are, up to a limit that bounds the cost, and when one last changed. */
async function useOf({ repositoryId }: Repository) {
  const { items } = await services().documents.list<SessionSummary>('sessions', {
    where: { repository: repositoryId },
    limit: countedSessions,
  });
  return { sessions: items.length, lastUsedAt: items[0]?.updatedAt ?? null };
}
