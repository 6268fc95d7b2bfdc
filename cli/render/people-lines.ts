import type { PeopleEvent, QuestionView } from '../../contracts/people-view.ts';
import type { Answers, Question } from '../../contracts/questions.ts';
import { oneLine, plainText } from './plain-text.ts';
import type { Style } from './style.ts';

type Said = {
  author: { name: string };
  text: string;
  file?: { path: string; line: number } | undefined;
};
type Closed = Extract<PeopleEvent, { type: 'question.answered' | 'question.dismissed' }>;

/** What an event among people says, in a few words. */
export function peopleGist(event: PeopleEvent): string {
  switch (event.type) {
    case 'comment.added':
      return `${oneLine(event.data.author.name)}: ${oneLine(event.data.text, 100)}`;
    case 'collaborator.added':
    case 'collaborator.removed':
      return oneLine(event.data.person.name);
    case 'question.asked':
      return oneLine(event.data.questions.map(({ question }) => question).join(' '), 100);
    case 'question.answered':
      return answersGist(event.data.answers);
    case 'question.dismissed':
      return oneLine(event.data.by.name);
  }
}

/** A comment with its author, and the line of the diff that it is about. */
export function commentLines({ author, text, file }: Said, style: Style): string {
  const place = file ? ` on ${oneLine(file.path)}:${file.line}` : '';
  return `${style.bold(oneLine(author.name))}${place}: ${plainText(text).trim()}\n`;
}

/** What the agent asks, with what may be chosen, and how to answer. */
export function questionLines(questions: readonly Question[], style: Style): string {
  const asked = questions.map(({ question, options }) => {
    const choices = options.map(({ label, description }) => {
      const meaning = description === '' ? '' : style.dim(`  ${oneLine(description)}`);
      return `  - ${oneLine(label)}${meaning}\n`;
    });
    return `${style.yellow(`The agent asks: ${plainText(question).trim()}`)}\n${choices.join('')}`;
  });
  const places = questions.map(() => ' "…"').join('');
  const several = questions.some(({ multiple }) => multiple) ? ' Commas part several options.' : '';
  const how = `Answer with \`harvest answer ID${places}\`.${several}`;
  return `${asked.join('')}${style.dim(how)}\n`;
}

/** What became of a question whose tool call ended without the answer. */
export function setAsideLine(question: QuestionView, style: Style): string {
  const asked = oneLine(question.questions.map((each) => each.question).join(' '), 100);
  return `• ${style.cyan('question')} ${asked} ${style.dim(outcomeOf(question))}\n`;
}

function outcomeOf({ state, answers = [], by }: QuestionView): string {
  const name = oneLine(by?.name ?? 'somebody');
  switch (state) {
    case 'open':
      return 'put aside, not answered yet';
    case 'answered':
      return `put aside, then answered by ${name}: ${answersGist(answers)}`;
    case 'dismissed':
      return `dismissed by ${name}`;
    case 'closed':
      return 'nobody answered';
  }
}

function answersGist(answers: Answers): string {
  return oneLine(answers.map((chosen) => chosen.join(', ')).join('; '), 100);
}

/** What became of a question. */
export function answerLine(event: Closed): string {
  const by = oneLine(event.data.by.name);
  return event.type === 'question.answered'
    ? `${by} answered: ${peopleGist(event)}\n`
    : `${by} dismissed the question.\n`;
}
