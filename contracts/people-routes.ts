import { z } from 'zod';
import { CommentAdded, NewComment } from './comments.ts';
import { Person } from './ids.ts';
import { Invitation, Me, NewCollaborator, NewInvitation, PeopleQuery } from './people.ts';
import { PresenceUpdate } from './presence.ts';
import { QuestionReply } from './questions.ts';
import type { Route } from './route.ts';

/** Routes for people who work together in sessions. */
export const peopleRoutes = {
  addComment: {
    method: 'POST',
    path: 'sessions/{sessionId}/comments',
    summary: 'Say something to the people in a session, perhaps about a line of its diff',
    access: 'person',
    body: NewComment,
    status: 201,
    answer: CommentAdded,
  },
  replyToQuestion: {
    method: 'POST',
    path: 'sessions/{sessionId}/questions/{questionId}',
    summary: 'Answer a question of the agent, or dismiss it; whoever comes first counts',
    access: 'person',
    body: QuestionReply,
    status: 202,
  },
  addCollaborator: {
    method: 'POST',
    path: 'sessions/{sessionId}/collaborators',
    summary: 'Add a person to a session; its author and its collaborators may',
    access: 'person',
    body: NewCollaborator,
    status: 204,
  },
  removeCollaborator: {
    method: 'DELETE',
    path: 'sessions/{sessionId}/collaborators/{personId}',
    summary: 'Remove a person from a session; its author may, and everybody may leave',
    access: 'person',
    status: 204,
  },
  announcePresence: {
    method: 'POST',
    path: 'sessions/{sessionId}/presence',
    summary: 'Say that you look at a session, or type; again every 20 seconds',
    access: 'person',
    body: PresenceUpdate,
    status: 204,
  },
  markRead: {
    method: 'POST',
    path: 'sessions/{sessionId}/read',
    summary: 'You have seen this session until now',
    access: 'person',
    status: 204,
  },
  me: {
    method: 'GET',
    path: 'me',
    summary: 'Who you are to the service',
    access: 'person',
    status: 200,
    answer: Me,
  },
  listPeople: {
    method: 'GET',
    path: 'people',
    summary: 'People whom the service knows',
    access: 'person',
    query: PeopleQuery,
    status: 200,
    answer: z.object({ items: z.array(Person), next: z.string().optional() }),
  },
  removePerson: {
    method: 'DELETE',
    path: 'people/{personId}',
    summary: 'Sign a person out for good (owner); what they did stays',
    access: 'person',
    status: 204,
  },
  invite: {
    method: 'POST',
    path: 'invitations',
    summary: 'A one-time address that signs another person in (owner)',
    access: 'person',
    body: NewInvitation,
    status: 201,
    answer: Invitation,
  },
} as const satisfies Record<string, Route>;
