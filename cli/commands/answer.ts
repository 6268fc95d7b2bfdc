import type { QuestionView } from '../../contracts/people-view.ts';
import type { QuestionReply } from '../../contracts/questions.ts';
import type { ApiClient } from '../api-client.ts';
import { defineCommand } from '../define-command.ts';
import { CliError, UsageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { readView } from '../read-view.ts';
import { oneLine } from '../render/plain-text.ts';
import { resolveSessionId } from '../session-id.ts';

export const answer = defineCommand({
  name: 'answer',
  arguments: 'ID ["ANSWER" …]',
  summary: 'Answer what the agent asks: one answer for each question',
  takes: { min: 1, max: 101 },
  options: {
    dismiss: { type: 'boolean', help: 'Let the agent go on without an answer' },
  },
  run: async ({ values, positionals: [id = '', ...answers] }, { api, terminal }) => {
    const { dismiss = false, json } = values;
    if (dismiss === answers.length > 0) throw new UsageError('Give answers, or --dismiss.');
    const sessionId = await resolveSessionId(api, id);
    const asked = await openQuestion(api, sessionId);
    const body = dismiss ? ({ dismiss: true } as const) : replyOf(asked, answers);
    const { questionId } = asked;
    await api.call('replyToQuestion', { params: { sessionId, questionId }, body });
    if (json) terminal.write(`${JSON.stringify({ questionId, ...body })}\n`);
    else terminal.write(dismiss ? 'Dismissed.\n' : 'Answered.\n');
    return exitCodes.done;
  },
});

/** The question that has waited longest. */
async function openQuestion(api: ApiClient, sessionId: string): Promise<QuestionView> {
  const view = await readView(api, sessionId);
  const open = [...view.questions.values()].find(({ state }) => state === 'open');
  if (!open) throw new CliError('Nothing is asked in this session.', 'question_closed');
  return open;
}

/** Where several options may be chosen, commas part them. */
function replyOf({ questions }: QuestionView, answers: readonly string[]): QuestionReply {
  if (answers.length !== questions.length) {
    const list = questions.map(({ question }) => `\n  ${oneLine(question)}`).join('');
    throw new UsageError(`Give one answer for each of these (${questions.length}):${list}`);
  }
  return {
    answers: questions.map(({ multiple }, index) => {
      const given = answers[index] ?? '';
      const chosen = multiple ? given.split(',') : [given];
      return chosen.map((each) => each.trim()).filter((each) => each !== '');
    }),
  };
}
