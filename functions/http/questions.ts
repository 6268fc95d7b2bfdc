import { services } from '../../adapters/services.ts';
import { QuestionId } from '../../contracts/ids.ts';
import type { ReplyToQuestion } from '../../contracts/supervisor.ts';
import { askSession } from '../ask-session.ts';
import { findSession } from '../find-session.ts';
import { accepted, ApiError, parse } from './respond.ts';
import { serve } from './route.ts';

/**
 * The sandbox decides who was first, as it alone knows what its agent still waits for. Only what
 * it has taken is written down.
 */
serve('replyToQuestion', async ({ params, body, person, client }) => {
  const { sessionId, run, sandboxId } = await findSession(params['sessionId']);
  const questionId = parse(QuestionId, params['questionId']);
  if (!run || !sandboxId) throw new ApiError('question_closed');
  const { runId } = run;
  const given: ReplyToQuestion = { questionId, reply: body, by: person.id };
  const answer = await services().supervisors.post(sandboxId, `/runs/${runId}/reply`, given);
  if (!answer.ok) {
    if (answer.reason === 'unreachable') throw new ApiError('sandbox_unavailable');
    const { code = 'internal', detail } = answer.problem ?? {};
    throw new ApiError(code, detail === undefined ? {} : { detail });
  }
  const reply = { type: 'replied', runId, questionId, reply: body, by: person } as const;
  accepted(await askSession(client, sessionId, reply));
  return undefined;
});
