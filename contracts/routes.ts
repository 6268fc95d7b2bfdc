import { z } from 'zod';
import * as api from './api.ts';
import { SessionEvent } from './events.ts';
import { peopleRoutes } from './people-routes.ts';
import { LiveQuery } from './presence.ts';
import { resultRoutes } from './result-routes.ts';
import type { Route } from './route.ts';
import { Hello, HelloAnswer, OutboxAck, OutboxBatch } from './supervisor.ts';

const nextPage = z.string().optional();

/** Every JSON route of the API. The handlers, the typed clients and OpenAPI all read this table. */
export const routes = {
  health: {
    method: 'GET',
    path: 'health',
    summary: 'Is the service up?',
    access: 'open',
    status: 200,
    answer: api.Health,
  },
  openapi: {
    method: 'GET',
    path: 'openapi.json',
    summary: 'This description',
    access: 'open',
    status: 200,
    answer: z.record(z.string(), z.unknown()),
  },
  signIn: {
    method: 'POST',
    path: 'sign-in',
    summary: 'Exchange the one-time code for a browser session (cookie)',
    access: 'open',
    body: z.object({ code: z.string().min(1).max(400) }),
    status: 204,
  },
  createSession: {
    method: 'POST',
    path: 'sessions',
    summary: 'Start a session on a repository, with a first prompt or without',
    access: 'person',
    body: api.NewSession,
    status: 201,
    answer: api.SessionCreated,
  },
  listSessions: {
    method: 'GET',
    path: 'sessions',
    summary: 'List sessions, those with the latest news first',
    access: 'person',
    query: api.ListSessions,
    status: 200,
    answer: z.object({ items: z.array(api.PersonalSession), next: nextPage }),
  },
  getSession: {
    method: 'GET',
    path: 'sessions/{sessionId}',
    summary: 'One session',
    access: 'person',
    status: 200,
    answer: api.PersonalSession,
  },
  changeSession: {
    method: 'PATCH',
    path: 'sessions/{sessionId}',
    summary: 'Rename a session, or move it into or out of the archive',
    access: 'person',
    body: api.SessionChange,
    status: 200,
    answer: api.PersonalSession,
  },
  deleteSession: {
    method: 'DELETE',
    path: 'sessions/{sessionId}',
    summary: 'Delete a session (author): stop it, and remove its history, sandbox and snapshot',
    access: 'person',
    status: 204,
  },
  sendPrompt: {
    method: 'POST',
    path: 'sessions/{sessionId}/prompts',
    summary: 'Queue a prompt, steer the running turn, or try an earlier prompt again',
    access: 'person',
    body: api.NewPrompt,
    status: 202,
    answer: api.PromptAccepted,
  },
  changePrompt: {
    method: 'PATCH',
    path: 'sessions/{sessionId}/prompts/{promptId}',
    summary: 'Edit a waiting prompt, or move it in the queue',
    access: 'person',
    body: api.PromptChange,
    status: 204,
  },
  cancelPrompt: {
    method: 'DELETE',
    path: 'sessions/{sessionId}/prompts/{promptId}',
    summary: 'Cancel a waiting prompt',
    access: 'person',
    status: 204,
  },
  stopRun: {
    method: 'POST',
    path: 'sessions/{sessionId}/stop',
    summary: 'Stop the running turn; confirmed by run.finished within 15 seconds',
    access: 'person',
    status: 202,
    answer: z.object({ runId: z.string() }),
  },
  readEvents: {
    method: 'GET',
    path: 'sessions/{sessionId}/events',
    summary:
      'A page of the durable events after a number, or of the newest, of about 4 MB at most; go on from its last event up to `lastSeq`',
    access: 'person',
    query: api.EventsQuery,
    status: 200,
    answer: z.object({ events: z.array(SessionEvent), lastSeq: z.number().int() }),
  },
  readDiff: {
    method: 'GET',
    path: 'sessions/{sessionId}/diff',
    summary: "The session's branch against its base, as a unified diff",
    access: 'person',
    status: 200,
    answer: z.object({ diff: z.string() }),
  },
  live: {
    method: 'POST',
    path: 'sessions/{sessionId}/live',
    summary: 'An address for live updates (Web PubSub) of this session',
    access: 'person',
    status: 200,
    query: LiveQuery,
    answer: api.LiveGrant,
  },
  listModels: {
    method: 'GET',
    path: 'models',
    summary: 'The connected models',
    access: 'person',
    status: 200,
    answer: z.object({ items: z.array(api.ModelSummary) }),
  },
  ...peopleRoutes,
  ...resultRoutes,
  sandboxHello: {
    method: 'POST',
    path: 'sandbox/hello',
    summary: 'A supervisor says where it is and gets its live address',
    access: 'sandbox',
    body: Hello,
    status: 200,
    answer: HelloAnswer,
  },
  sandboxEvents: {
    method: 'POST',
    path: 'sandbox/events',
    summary: "A supervisor's outbox; an empty batch is its heartbeat",
    access: 'sandbox',
    body: OutboxBatch,
    status: 200,
    answer: OutboxAck,
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
type Routes = typeof routes;

export type BodyOf<N extends RouteName> = Routes[N] extends { body: infer S extends z.ZodType }
  ? z.input<S>
  : undefined;
export type ParsedBodyOf<N extends RouteName> = Routes[N] extends {
  body: infer S extends z.ZodType;
}
  ? z.output<S>
  : undefined;
export type QueryOf<N extends RouteName> = Routes[N] extends { query: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;
export type AnswerOf<N extends RouteName> = Routes[N] extends { answer: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;
