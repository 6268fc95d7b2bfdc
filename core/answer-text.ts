import type { StoredQuestion } from './stored-question.ts';

const answered =
  'You had asked something when you were interrupted. This is the answer; do not ask again.';
const dismissed =
  'You had asked something when you were interrupted. Nobody will answer; go on as you think best.';

/** A reply as the agent is told it, whose question is gone with the sandbox in which it was asked. */
export function answerText({ questions, reply }: StoredQuestion): string {
  const answers = reply && 'answers' in reply ? reply.answers : undefined;
  const lines = questions.map(({ question }, index) => {
    const answer = answers?.[index]?.join(', ');
    return answers ? `${question}\n${answer || '(no answer)'}` : question;
  });
  return [answers ? answered : dismissed, ...lines].join('\n\n');
}
