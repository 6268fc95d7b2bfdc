import { app } from '@azure/functions';
import { services } from '../../adapters/services.ts';
import type { Repository } from '../../core/ports/scm.ts';
import { authoriseSandbox } from './authorise.ts';
import { ApiError, responseOf } from './respond.ts';

/** Git's smart HTTP protocol for sandboxes: their session's repository, and pushes to its branch. */
app.http('git', {
  methods: ['GET', 'POST'],
  route: 'git/{repositoryId}/{*path}',
  authLevel: 'anonymous',
  handler: async (request, context) => {
    try {
      const { session } = await authoriseSandbox(request, 'git');
      const { scm, documents } = services();
      const repositoryId = request.params['repositoryId'] ?? '';
      if (repositoryId !== session.repository) throw new ApiError('forbidden');
      const repository = await documents.get<Repository>('repositories', repositoryId);
      if (!repository) throw new ApiError('repository_unknown');
      const answer = await scm.serve(repository.body, session.branch, {
        method: request.method,
        path: `/${request.params['path'] ?? ''}`,
        query: new URL(request.url).search,
        headers: Object.fromEntries(request.headers),
        body: request.body as ReadableStream<Uint8Array> | null,
      });
      return { status: answer.status, headers: answer.headers, body: answer.body as never };
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 401)
        return { status: 401, headers: { 'www-authenticate': 'Basic realm="Harvest"' } };
      return responseOf(error, context.invocationId);
    }
  },
});
