import { noteFact } from '../../adapters/facts.ts';
import { services } from '../../adapters/services.ts';
import type { NewSession, SessionSummary } from '../../contracts/api.ts';
import type { Person } from '../../contracts/ids.ts';
import { branchName } from '../../core/branch-name.ts';
import { sessionFact } from '../../core/facts.ts';
import type { Repository } from '../../core/ports/scm.ts';
import { knownRepository } from '../known-repository.ts';
import { acceptPrompt, checkPrompt } from '../accept-prompt.ts';
import { ApiError } from './respond.ts';
import { serve } from './route.ts';

const titleLength = 80;

serve('createSession', async ({ body, person }) => {
  if (body.prompt) checkPrompt(body.prompt);
  const repository = await knownRepository(body.repository);
  const summary = newSummary(body, repository, person);
  const { sessionId } = summary;
  const { documents, recorder } = services();
  const { title, branch, baseBranch, createdAt } = summary;
  const [{ written }] = await Promise.all([
    documents.put('sessions', sessionId, summary, { ifVersion: 0 }),
    recorder.record(sessionId, [
      {
        type: 'session.created',
        data: {
          ...{ title, branch, baseBranch, author: person },
          ...{ repository: body.repository, repositoryId: summary.repository },
        },
        key: 'created',
        at: createdAt,
      },
    ]),
  ]);
  // Its time makes it another fact when the request comes again.
  if (written) await noteFact(documents, sessionFact(summary), createdAt);
  const session = written ? summary : await sameSession(sessionId, person);
  const prompt = body.prompt && (await acceptPrompt(sessionId, body.prompt, person));
  return { sessionId, branch: session.branch, ...prompt };
});

/** The request came twice: the session is there already, if it is the same person's. */
async function sameSession(sessionId: string, person: Person): Promise<SessionSummary> {
  const stored = await services().documents.get<SessionSummary>('sessions', sessionId);
  if (stored?.body.author.id !== person.id) throw new ApiError('forbidden');
  return stored.body;
}

function newSummary(body: NewSession, repository: Repository, author: Person): SessionSummary {
  const { newId, now } = services();
  const sessionId = body.sessionId ?? newId('ses');
  const title = body.title ?? titleOf(body.prompt?.text ?? '');
  const at = now();
  return {
    sessionId,
    title,
    status: 'idle',
    archived: false,
    repository: repository.repositoryId,
    source: body.repository,
    branch: branchName(title, sessionId),
    baseBranch: repository.defaultBranch === 'HEAD' ? null : repository.defaultBranch,
    branchState: 'open',
    author,
    collaborators: [],
    createdAt: at,
    updatedAt: at,
    run: null,
    waiting: 0,
    openQuestions: 0,
    sandboxId: null,
    snapshotId: null,
    lastOutcome: null,
    changes: null,
    costUsd: 0,
    tokens: 0,
  };
}

function titleOf(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line === '' ? 'New session' : [...line].slice(0, titleLength).join('');
}
