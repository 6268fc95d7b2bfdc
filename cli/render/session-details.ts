import type { SessionSummary } from '../../contracts/api.ts';
import {
  questionOfFailed,
  type CommentView,
  type QuestionView,
} from '../../contracts/people-view.ts';
import type { PromptView } from '../../contracts/prompt-view.ts';
import type { RunView } from '../../contracts/run-view.ts';
import { commentLines, questionLines, setAsideLine } from './people-lines.ts';
import { oneLine, plainText } from './plain-text.ts';
import { promptList } from './prompt-list.ts';
import { cost, duration } from './quantities.ts';
import { changesLine } from './run-summary.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { toolLine } from './tool-line.ts';

export type SessionDetails = {
  session: SessionSummary;
  queue: readonly PromptView[];
  comments: readonly CommentView[];
  /** Those that wait for an answer. */
  questions: readonly QuestionView[];
  /** All that were ever asked, by id. */
  asked: ReadonlyMap<string, QuestionView>;
  lastRun: RunView | undefined;
};

/** Everything `harvest show` says about a session. */
export function sessionDetails(details: SessionDetails, style: Style): string {
  const { session, queue, comments, questions, asked: all, lastRun } = details;
  const facts = [
    ['status', session.archived ? `${session.status}, archived` : session.status],
    ['repository', oneLine(session.source)],
    ['branch', branchLine(session)],
    ['author', oneLine(session.author.name)],
    ...(session.collaborators.length > 0 ? [['collaborators', names(session)]] : []),
    ['created', session.createdAt],
    ['cost', cost(session.costUsd, session.tokens)],
    ...(session.changes ? [['changes', changesLine(session.changes, style)]] : []),
  ];
  return [
    `${style.bold(oneLine(session.title))}\n${style.dim(session.sessionId)}\n\n${table(facts)}`,
    queue.length > 0 ? `${style.bold('Waiting prompts')}\n${promptList(queue)}` : '',
    comments.length > 0 ? `${style.bold('Comments')}\n${said(comments, style)}` : '',
    lastRun ? `${style.bold('Last run')} ${runLines(lastRun, all, style)}` : '',
    questions.map((asked) => questionLines(asked.questions, style)).join(''),
  ]
    .filter((section) => section !== '')
    .join('\n');
}

function names({ collaborators }: SessionSummary): string {
  return collaborators.map(({ name }) => oneLine(name)).join(', ');
}

function said(comments: readonly CommentView[], style: Style): string {
  return comments.map((comment) => `  ${commentLines(comment, style)}`).join('');
}

function branchLine({ branch, branchState }: SessionSummary): string {
  return branchState === 'open' ? oneLine(branch) : `${oneLine(branch)}, ${branchState}`;
}

function runLines(run: RunView, asked: SessionDetails['asked'], style: Style): string {
  const took = run.durationMs === undefined ? '' : ` after ${duration(run.durationMs)}`;
  const failure = run.failure ? `${style.red(plainText(run.failure.message))}\n` : '';
  const tools = run.parts
    .filter((part) => part.type === 'tool')
    .map((part) => {
      const question = questionOfFailed(asked, part);
      return `  ${question ? setAsideLine(question, style) : toolLine(part, style)}`;
    });
  const answer = run.parts.findLast((part) => part.type === 'text');
  const text = answer?.type === 'text' ? `\n${plainText(answer.text).trimEnd()}\n` : '';
  return `${run.state}${took}, ${oneLine(run.model)}\n${failure}${tools.join('')}${text}`;
}
