import { services } from '../../adapters/services.ts';
import { askSession } from '../ask-session.ts';
import { findSession } from '../find-session.ts';
import { repositoryOf } from '../repository-of.ts';
import { accepted, ApiError } from './respond.ts';
import { serve } from './route.ts';

serve('mergeBranch', async ({ params, person: by, client }) => {
  const session = await findSession(params['sessionId']);
  const { sessionId, branch, baseBranch: into, branchState, changes, run } = session;
  if (into === null)
    throw new ApiError('merge_blocked', {
      detail: 'The session started from a commit that was on no branch.',
    });
  const repository = await repositoryOf(session);
  const merged = await services().scm.merge({ repository, branch, into, by });
  // The first run brings the branch when it ends.
  if (!merged.ok && merged.code === 'branch_unknown' && run) throw new ApiError('run_active');
  const { ok: _, ...result } = accepted(merged);
  // Merged before, by hand or by a request whose answer was cut off: that is noted now.
  const unnoted = result.state === 'up-to-date' && branchState === 'open' && changes?.commit;
  if (result.state === 'merged' || (result.state === 'up-to-date' && unnoted)) {
    const { commit } = result;
    const at = services().now();
    accepted(await askSession(client, sessionId, { type: 'merged', at, commit, into, by }));
  }
  return result;
});

serve('discardBranch', async ({ params, person: by, client }) => {
  const session = await findSession(params['sessionId']);
  const { sessionId, branch, branchState, run } = session;
  // What it commits would bring the branch back.
  if (run) throw new ApiError('run_active');
  const { scm, newId } = services();
  accepted(await scm.discard(await repositoryOf(session), branch));
  if (branchState !== 'discarded') {
    const commandId = newId('cmd');
    accepted(await askSession(client, sessionId, { type: 'discarded', commandId, by }));
  }
  return undefined;
});
