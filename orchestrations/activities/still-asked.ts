import { services } from '../../adapters/services.ts';
import { OpenQuestions } from '../../contracts/supervisor.ts';
import { defineActivity } from '../define-activity.ts';

type Input = { sandboxId: string; runId: string; questionId: string };

/**
 * Whether the agent waits for an answer to this question. Only its sandbox knows: an agent that
 * had to be restarted has forgotten what it asked, and works. One that does not say is left alone.
 */
export const stillAsked = defineActivity<Input, { asked: boolean }>(
  'still-asked',
  async ({ sandboxId, runId, questionId }) => {
    const answer = await services().supervisors.post(sandboxId, `/runs/${runId}/questions`, {});
    if (!answer.ok) return { asked: false };
    const questions = OpenQuestions.safeParse(answer.body);
    return { asked: questions.success && questions.data.open.includes(questionId) };
  },
);
