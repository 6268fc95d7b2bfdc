import { expect, test } from 'vitest';
import type { EventBody } from '../../../contracts/events.ts';
import { eventLine } from '../../../cli/render/event-line.ts';
import { commentLines, questionLines } from '../../../cli/render/people-lines.ts';
import type { QuestionView } from '../../../contracts/people-view.ts';
import type { RunView } from '../../../contracts/run-view.ts';
import { sessionDetails } from '../../../cli/render/session-details.ts';
import { makeStyle } from '../../../cli/render/style.ts';
import { at, numbered, person, runId, summaryOf } from '../support/scripted-session.ts';

const plain = makeStyle(false);
const questionId = 'que_0000000001';
const question = {
  header: 'Colour',
  question: 'Which \u001b[31mcolour?',
  options: [
    { label: 'red', description: 'like fire' },
    { label: 'blue', description: '' },
  ],
  multiple: false,
  custom: true,
};
const gist = (body: EventBody): string =>
  numbered([body])
    .map((event) => eventLine(event, plain).slice(15).replace(/\s+/g, ' ').trim())
    .join('');

test.each<[string, EventBody]>([
  [
    'comment.added Ann: One two',
    {
      type: 'comment.added',
      data: { commentId: 'cmt_0000000001', text: 'One\ntwo', author: person },
    },
  ],
  ['collaborator.added Ann', { type: 'collaborator.added', data: { person, by: person } }],
  [
    'question.asked Which ␛[31mcolour?',
    { type: 'question.asked', data: { questionId, runId, questions: [question] } },
  ],
  [
    'question.answered red, blue; yes',
    {
      type: 'question.answered',
      data: { questionId, runId, answers: [['red', 'blue'], ['yes']], by: person },
    },
  ],
  [
    'question.dismissed Ann',
    { type: 'question.dismissed', data: { questionId, runId, by: person } },
  ],
])('%s', (line, body) => {
  expect(gist(body)).toBe(line);
});

test('a question comes with what may be chosen, safe for a terminal', () => {
  expect(questionLines([question], plain)).toBe(
    'The agent asks: Which ␛[31mcolour?\n  - red  like fire\n  - blue\n' +
      'Answer with `harvest answer ID "…"`.\n',
  );
  const both = questionLines([question, { ...question, multiple: true }], plain);
  expect(both).toContain('`harvest answer ID "…" "…"`. Commas part several options.');
});

test('a comment names the line that it is about', () => {
  const file = { path: 'src/a.ts', line: 3 };
  expect(commentLines({ author: person, text: 'Why?\n', file }, plain)).toBe(
    'Ann on src/a.ts:3: Why?\n',
  );
});

test('a session is shown with who takes part, what they said and what is asked', () => {
  const details = {
    session: summaryOf('ses_0000000001', { collaborators: [{ id: 'bob', name: 'Bob' }] }),
    queue: [],
    comments: [{ commentId: 'cmt_0000000001', text: 'Nice', author: person, seq: 2, at }],
    questions: [{ questionId, runId, questions: [question], seq: 3, at, state: 'open' as const }],
    asked: new Map(),
    lastRun: undefined,
  };
  const text = sessionDetails(details, plain);
  expect(text).toMatch(/collaborators +Bob\n/);
  expect(text).toContain('Comments\n  Ann: Nice\n');
  expect(text).toContain('The agent asks: Which');
});

test.each([
  ['put aside, not answered yet', { state: 'open' }],
  ['put aside, then answered by Ann: red', { state: 'answered', by: person, answers: [['red']] }],
  ['dismissed by Ann', { state: 'dismissed', by: person }],
  ['nobody answered', { state: 'closed' }],
] as const)('what became of a question that its tool could not bring: %s', (words, told) => {
  const asked = new Map([
    [questionId, { questionId, runId, questions: [question], seq: 3, at, ...told } as QuestionView],
  ]);
  const call = { type: 'tool', tool: 'question', status: 'error', input: {} } as const;
  const aborted = { ...call, id: 'prt_1', error: 'Tool execution aborted', questionId };
  const other = { ...aborted, id: 'prt_2', questionId: 'que_0000000009' };
  const session = summaryOf('ses_0000000001');
  const parts = [aborted, other];
  const lastRun: RunView = { runId, promptId: 'prm_1', model: 'a/b', parts, state: 'running' };
  const rest = { queue: [], comments: [], questions: [] };
  const text = sessionDetails({ session, ...rest, asked, lastRun }, plain);
  expect(text).toContain(`  • question Which ␛[31mcolour? ${words}\n`);
  expect(text).toContain('failed: Tool execution aborted');
  expect(text.match(/failed/g)).toHaveLength(1);
});
