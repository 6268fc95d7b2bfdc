import { services } from '../../adapters/services.ts';
import type { SessionSummary } from '../../contracts/api.ts';
import { failure, type Failure } from '../../contracts/errors.ts';
import { Changes } from '../../contracts/events.ts';
import { publishLimitMs, type Publish } from '../../contracts/supervisor.ts';
import type { Repository } from '../../core/ports/scm.ts';
import { promptKey } from '../../core/prompt-key.ts';
import type { StoredPrompt } from '../../core/session-commands.ts';
import { commitMessage } from '../../core/commit-message.ts';
import { defineActivity } from '../define-activity.ts';

type Input = {
  sessionId: string;
  sandboxId: string;
  runId: string;
  promptId: string;
  summary: string;
};
type Output =
  | { state: 'published'; changes: Changes }
  | { state: 'failed'; failure: Failure; changes?: Changes }
  | { state: 'gone' };

/** Beyond the supervisor's own limit, for the way there and back. */
const publishWaitMs = publishLimitMs + 30_000;

/** Commits, pushes, and brings the branch to the person. Each step is idempotent on the run. */
export const publishChanges = defineActivity<Input, Output>('publish-changes', async (input) => {
  const { supervisors, documents, scm, sandboxes } = services();
  const { sessionId, sandboxId, runId, promptId, summary } = input;
  const prompt = (await documents.get<StoredPrompt>('prompts', promptKey(sessionId, promptId)))
    ?.body;
  const session = (await documents.get<SessionSummary>('sessions', sessionId))?.body;
  if (!prompt || !session) return { state: 'failed', failure: failure('session_unknown') };
  const body: Publish = {
    runId,
    message: commitMessage(prompt.text, summary),
    author: prompt.author,
  };
  const answer = await supervisors.post(sandboxId, '/publish', body, publishWaitMs);
  if (!answer.ok && answer.reason === 'unreachable') {
    const { phase } = await sandboxes.state(sandboxId);
    if (phase === 'running') throw new Error('The supervisor does not answer.');
    return { state: 'gone' };
  }
  if (!answer.ok) {
    const { problem } = answer;
    const cause = failure(problem?.code ?? 'push_failed', problem?.detail ?? problem?.title);
    return { state: 'failed', failure: cause };
  }
  const changes = Changes.parse(answer.body);
  // A sandbox may name any branch; only its own session's is its to deliver.
  if (changes.branch !== session.branch) {
    const named = `The sandbox has published another branch than ${session.branch}.`;
    return { state: 'failed', failure: failure('push_failed', named) };
  }
  const repository = await documents.get<Repository>('repositories', session.repository);
  if (!repository) return { state: 'failed', failure: failure('repository_unknown'), changes };
  // Without changes there may still be what an earlier run could not deliver.
  if (changes.commit === null && !(await scm.owes(repository.body, session.branch)))
    return { state: 'published', changes };
  const delivered = await scm.deliver(repository.body, session.branch);
  if (!delivered.ok)
    return { state: 'failed', failure: failure(delivered.code, delivered.detail), changes };
  return { state: 'published', changes };
});
