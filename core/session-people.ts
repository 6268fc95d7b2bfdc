import { collaboratorLimit } from '../contracts/people.ts';
import { eventOf, refuse, type Decision } from './session-decision.ts';
import type { CommandOf } from './session-commands.ts';
import { isResting, replyEvent, replyToResting, unanswered } from './session-rest.ts';
import { questionLimit, type SessionState } from './session-state.ts';

type PeopleCommand = CommandOf<
  'comment' | 'addCollaborator' | 'removeCollaborator' | 'asked' | 'replied' | 'unanswered'
>;

export function decidePeople(state: SessionState, command: PeopleCommand, now: string): Decision {
  switch (command.type) {
    case 'comment': {
      const { comment, author } = command;
      const event = eventOf(`comment:${comment.commentId}`, now, {
        type: 'comment.added',
        data: { ...comment, author },
      });
      return { state, events: [event], answer: { ok: true } };
    }
    case 'addCollaborator':
      return addCollaborator(state, command, now);
    case 'removeCollaborator':
      return removeCollaborator(state, command, now);
    case 'asked':
      return asked(state, command, now);
    case 'replied':
      return replied(state, command, now);
    case 'unanswered':
      return unanswered(state, command, now);
  }
}

function takesPart(state: SessionState, personId: string): boolean {
  return state.author.id === personId || state.collaborators.some(({ id }) => id === personId);
}

function addCollaborator(
  state: SessionState,
  { commandId, person, by }: CommandOf<'addCollaborator'>,
  now: string,
): Decision {
  if (!takesPart(state, by.id)) return refuse(state, 'forbidden');
  if (takesPart(state, person.id)) return { state, events: [], answer: { ok: true } };
  if (state.collaborators.length >= collaboratorLimit) return refuse(state, 'collaborators_full');
  const event = eventOf(`collaborator:${commandId}`, now, {
    type: 'collaborator.added',
    data: { person, by },
  });
  const collaborators = [...state.collaborators, person];
  return { state: { ...state, collaborators }, events: [event], answer: { ok: true } };
}

function removeCollaborator(
  state: SessionState,
  { commandId, personId, by }: CommandOf<'removeCollaborator'>,
  now: string,
): Decision {
  if (by.id !== state.author.id && by.id !== personId) return refuse(state, 'forbidden');
  const person = state.collaborators.find(({ id }) => id === personId);
  if (!person) return { state, events: [], answer: { ok: true } };
  const event = eventOf(`collaborator:${commandId}`, now, {
    type: 'collaborator.removed',
    data: { person, by },
  });
  const collaborators = state.collaborators.filter((each) => each !== person);
  return { state: { ...state, collaborators }, events: [event], answer: { ok: true } };
}

function asked(
  state: SessionState,
  { runId, questionId }: CommandOf<'asked'>,
  now: string,
): Decision {
  const known = state.questions.some((question) => question.questionId === questionId);
  if (known || state.run?.runId !== runId) return { state, events: [], answer: { ok: true } };
  const next = { ...withQuestion(state, questionId, true), changedAt: now };
  return { state: next, events: [], answer: { ok: true } };
}

function replied(state: SessionState, command: CommandOf<'replied'>, now: string): Decision {
  const { runId, questionId, reply, by } = command;
  const run = state.run?.runId === runId ? state.run : null;
  if (run && isResting(run)) return replyToResting(state, run, command, now);
  if (!command.taken) return refuse(state, 'question_closed');
  const event = replyEvent({ questionId, runId }, reply, by, now);
  // Kept as closed, for that it was asked may be told once more, or only now.
  const next = run ? withQuestion(state, questionId, false) : state;
  return { state: next, events: [event], answer: { ok: true, sleeper: null } };
}

function withQuestion(state: SessionState, questionId: string, open: boolean): SessionState {
  const { questions } = state;
  const index = questions.findIndex((question) => question.questionId === questionId);
  const next = { questionId, open };
  const all = index < 0 ? [...questions, next] : questions.with(index, next);
  return { ...state, questions: all.slice(-questionLimit) };
}
