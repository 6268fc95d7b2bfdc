import { services } from '../../adapters/services.ts';
import { QuestionId } from '../../contracts/ids.ts';
import type { ReplyToQuestion } from '../../contracts/supervisor.ts';
import { askSession } from '../ask-session.ts';
import { findSession } from '../find-session.ts';
import { replyToResting, wake } from '../reply-to-resting.ts';
import { accepted, ApiError, parse } from './respond.ts';
import { serve } from './route.ts';

/**
 * The sandbox decides who was first, as it alone knows what its agent still waits for. Only what
 * it has taken is written down. Where a run has given its sandbox back its actor decides.
 */
serve('replyToQuestion', async ({ params, body, person, client }) => {
  const { sessionId, run, sandboxId } = await findSession(params['sessionId']);
  const questionId = parse(QuestionId, params['questionId']);
  if (!run) throw new ApiError('question_closed');
  const { runId } = run;
  const reply = { type: 'replied' as const, runId, questionId, reply: body, by: person };
  if (run.restedIn) {
    await replyToResting(client, sessionId, reply);
    return undefined;
  }
  if (!sandboxId) throw new ApiError('question_closed');
  const given: ReplyToQuestion = { questionId, reply: body, by: person.id };
  const answer = await services().supervisors.post(sandboxId, `/runs/${runId}/reply`, given);
  if (!answer.ok) {
    // It may just have been parked.
    if ((await findSession(sessionId)).run?.restedIn === sandboxId) {
      await replyToResting(client, sessionId, reply);
      return undefined;
    }
    if (answer.reason === 'unreachable') throw new ApiError('sandbox_unavailable');
    const { code = 'internal', detail } = answer.problem ?? {};
    throw new ApiError(code, detail === undefined ? {} : { detail });
  }
  // Its run may have come to rest in between, and waits for word then.
  await wake(client, accepted(await askSession(client, sessionId, { ...reply, taken: true })));
  return undefined;
});
