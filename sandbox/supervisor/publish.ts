import { commitIdentity } from '../../contracts/commit-identity.ts';
import type { Changes } from '../../contracts/events.ts';
import { publishLimitMs, type Publish } from '../../contracts/supervisor.ts';
import type { Git } from './git.ts';
import { removeGitLocks } from './git-locks.ts';
import { baseMark, commitOf, type Workspace } from './workspace.ts';

export type PublishContext = {
  /** Where the run began, as far as it is known. */
  startCommit: string | undefined;
  /** No turn is going on, so nobody but us changes the index or refs. */
  atRest: boolean;
};

/**
 * Commits everything that a run left (ignored files stay out) and pushes the session's branch.
 * A run that already has its commit, known by the trailer, keeps it; so a repeat only pushes.
 * Ends within `publishLimitMs`. Throws `GitError`.
 */
export async function publishChanges(
  workspace: Workspace,
  { runId, message, author }: Publish,
  { startCommit, atRest }: PublishContext,
): Promise<Changes> {
  const { repository, token } = workspace;
  const git = workspace.git.within(publishLimitMs);
  const earlier = await commitOfRun(git, runId);
  if (!earlier) {
    // Left by a git that was killed with its turn.
    if (atRest) await removeGitLocks(workspace.paths.repo);
    await commitAll(git, runId, message, author);
  }
  const commit = earlier ?? (await git.run(['rev-parse', 'HEAD']));
  const from = startCommit ?? (await commitOf(git, `${commit}^`)) ?? commit;
  if (commit === from) return { ...unchanged, branch: repository.branch };
  const target = `HEAD:refs/heads/${repository.branch}`;
  // The branch is the session's own, and an agent may well have amended or rebased it.
  await git.run(['push', '--force', '--no-verify', '--', repository.cloneUrl, target], {
    token,
    timeoutMs: publishLimitMs,
  });
  const numstat = await git.run(['diff', '--numstat', '--no-ext-diff', from, commit]);
  return { branch: repository.branch, commit, ...countChanges(numstat) };
}

/** Sums `git diff --numstat`; binary files count as files without lines. */
export function countChanges(numstat: string): Omit<Changes, 'branch' | 'commit'> {
  let files = 0;
  let additions = 0;
  let deletions = 0;
  for (const line of numstat.split('\n').filter(Boolean)) {
    const [added = '-', deleted = '-'] = line.split('\t');
    files += 1;
    additions += Number.parseInt(added, 10) || 0;
    deletions += Number.parseInt(deleted, 10) || 0;
  }
  return { files, additions, deletions };
}

const unchanged = { commit: null, files: 0, additions: 0, deletions: 0 };

/** The latest commit with the run's trailer, among those of the session. */
async function commitOfRun(git: Git, runId: string): Promise<string | undefined> {
  const trailer = trailerOf(runId);
  const base = await commitOf(git, baseMark);
  const log = await git.run([
    ...['log', '-z', '--format=%H%n%B', '--fixed-strings', `--grep=${trailer}`],
    ...(base ? [`${base}..HEAD`] : ['HEAD']),
  ]);
  for (const entry of log.split('\0')) {
    const [commit, ...message] = entry.split('\n');
    if (message.includes(trailer)) return commit;
  }
  return undefined;
}

function trailerOf(runId: string): string {
  return `Harvest-Run: ${runId}`;
}

async function commitAll(
  git: Git,
  runId: string,
  message: string,
  author: Publish['author'],
): Promise<void> {
  // Also what the agent has made where the checkout leaves things out.
  await git.run(['add', '-A', '--sparse']);
  if ((await git.find(['diff', '--cached', '--quiet', '--no-ext-diff'])) !== undefined) return;
  const { name, email } = commitIdentity(author);
  const trailers = `${trailerOf(runId)}\nCo-authored-by: Harvest <harvest@localhost>`;
  const text = `${message.trim()}\n\n${trailers}`;
  await git.run(['commit', '-q', '--no-verify', '--cleanup=verbatim', '-m', text], {
    env: {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
    },
  });
}
