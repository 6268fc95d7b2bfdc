import { services } from '../../adapters/services.ts';
import { sessionGroup, streamGroup } from '../../contracts/frames.ts';
import { findSession } from '../find-session.ts';
import { repositoryOf } from '../repository-of.ts';
import { accepted } from './respond.ts';
import { serve } from './route.ts';

const liveMinutes = 60;

serve('readEvents', async ({ params, query }) => {
  const { sessionId } = await findSession(params['sessionId']);
  const { history } = services();
  const { last, ...page } = query;
  if (last === undefined) return history.read(sessionId, page);
  const { lastSeq } = await history.read(sessionId, { after: Number.MAX_SAFE_INTEGER, limit: 1 });
  return history.read(sessionId, { after: Math.max(0, lastSeq - last), limit: last });
});

serve('readDiff', async ({ params }) => {
  const session = await findSession(params['sessionId']);
  const found = await services().scm.diff(await repositoryOf(session), session.branch);
  return { diff: accepted(found).diff };
});

serve('live', async ({ params, query, person, host }) => {
  const { sessionId } = await findSession(params['sessionId']);
  const { live, presenceMarks } = services();
  const { clientId } = query;
  const groups = [sessionGroup(sessionId), streamGroup(sessionId)];
  return live.grant({
    userId: person.id,
    join: groups,
    send: [],
    groups,
    reachedBy: host,
    mark: presenceMarks.seal({ sessionId, person, ...(clientId ? { clientId } : {}) }),
    ttlMinutes: liveMinutes,
  });
});
