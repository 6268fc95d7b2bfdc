import { amend } from './amend.ts';
import type { SessionEvent } from './events.ts';
import type { Person } from './ids.ts';
import type { Part } from './parts.ts';
import type { Answers } from './questions.ts';

type DataOf<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>['data'];
/** `seq` is its place among the session's events. */
type Placed = { seq: number; at: string };

export type CommentView = DataOf<'comment.added'> & Placed;

export type QuestionView = DataOf<'question.asked'> &
  Placed & {
    /** `closed`: its run ended before anybody answered. */
    state: 'open' | 'answered' | 'dismissed' | 'closed';
    answers?: Answers;
    by?: Person;
  };

/** What a client shows of people working together in a session. */
export type PeopleView = {
  /** Besides the author. */
  collaborators: Person[];
  comments: Map<string, CommentView>;
  questions: Map<string, QuestionView>;
};

export type PeopleEvent = Extract<
  SessionEvent,
  { type: `${'comment' | 'collaborator' | 'question'}.${string}` }
>;

export function foldPeople(view: PeopleView, event: PeopleEvent): void {
  const { seq, at } = event;
  switch (event.type) {
    case 'comment.added': {
      const { commentId } = event.data;
      view.comments.set(commentId, { ...event.data, seq, at });
      return;
    }
    case 'collaborator.added':
    case 'collaborator.removed': {
      const { person } = event.data;
      const others = view.collaborators.filter(({ id }) => id !== person.id);
      view.collaborators = event.type === 'collaborator.added' ? [...others, person] : others;
      return;
    }
    case 'question.asked':
      view.questions.set(event.data.questionId, { ...event.data, seq, at, state: 'open' });
      return;
    case 'question.answered':
    case 'question.dismissed': {
      const { questionId, by } = event.data;
      const answered = event.type === 'question.answered';
      amend(view.questions, questionId, {
        ...{ by, state: answered ? 'answered' : 'dismissed' },
        ...(answered && { answers: event.data.answers }),
      });
    }
  }
}

/**
 * The question of a tool call that could not bring the answer itself: the agent was interrupted
 * before there was one, or somebody dismissed it. What became of it says more than that it failed.
 */
export function questionOfFailed(
  questions: ReadonlyMap<string, QuestionView>,
  part: Part,
): QuestionView | undefined {
  if (part.type !== 'tool' || part.status !== 'error' || !part.questionId) return undefined;
  return questions.get(part.questionId);
}

/** Whether the run's agent waits for somebody to answer. */
export function asks({ questions }: PeopleView, runId: string): boolean {
  return [...questions.values()].some(
    (question) => question.runId === runId && question.state === 'open',
  );
}

/** Nobody waits for answers to a run that is over, or has to begin anew. */
export function closeQuestions(view: Pick<PeopleView, 'questions'>, runId: string): void {
  for (const { questionId, state, runId: asking } of view.questions.values())
    if (asking === runId && state === 'open')
      amend(view.questions, questionId, { state: 'closed' });
}
