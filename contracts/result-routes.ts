import { z } from 'zod';
import { Attachment, attachmentBytesLimit, NewAttachment } from './attachments.ts';
import { MergeResult } from './branches.ts';
import { FileContent, FileQuery, FolderListing, FolderQuery, TreeOrigin } from './files.ts';
import { Stats, StatsQuery } from './stats.ts';
import { ModelRef } from './ids.ts';
import { DeadPrompt, ModelTest, Rebuild, Redelivery } from './operation.ts';
import {
  EnvironmentChange,
  NewRepository,
  RepositoryDetail,
  RepositorySummary,
} from './repositories.ts';
import type { Route } from './route.ts';

/** Routes around what sessions leave behind: files, branches, figures. */
export const resultRoutes = {
  listFolder: {
    method: 'GET',
    path: 'sessions/{sessionId}/files',
    summary: "A folder of the session's branch, or of its workspace while a sandbox runs",
    access: 'person',
    query: FolderQuery,
    status: 200,
    answer: FolderListing.extend({ from: TreeOrigin }),
  },
  readFile: {
    method: 'GET',
    path: 'sessions/{sessionId}/file',
    summary: "A file of the session's branch, or of its workspace while a sandbox runs",
    access: 'person',
    query: FileQuery,
    status: 200,
    answer: FileContent.extend({ from: TreeOrigin }),
  },
  mergeBranch: {
    method: 'POST',
    path: 'sessions/{sessionId}/merge',
    summary: "Merge the session's branch into the one it started from, in the person's repository",
    access: 'person',
    status: 200,
    answer: MergeResult,
  },
  discardBranch: {
    method: 'POST',
    path: 'sessions/{sessionId}/discard',
    summary: "Delete the session's branch from the person's repository",
    access: 'person',
    status: 204,
  },
  addAttachment: {
    method: 'POST',
    path: 'attachments',
    summary: 'Send a file that a prompt can name; one that none names is deleted after a day',
    access: 'person',
    query: NewAttachment,
    rawLimit: attachmentBytesLimit,
    status: 201,
    answer: Attachment,
  },
  readAttachment: {
    method: 'GET',
    path: 'attachments/{attachmentId}',
    summary: 'The file itself: a picture to be shown, anything else to be saved',
    access: 'person',
    status: 200,
  },
  sandboxAttachment: {
    method: 'GET',
    path: 'sandbox/attachments/{attachmentId}',
    summary: "A file of one of the session's prompts",
    access: 'sandbox',
    status: 200,
  },
  stats: {
    method: 'GET',
    path: 'stats',
    summary: 'Sessions, runs, cost and waiting times over a time, by model, repository and person',
    access: 'person',
    query: StatsQuery,
    status: 200,
    answer: Stats,
  },
  listRepositories: {
    method: 'GET',
    path: 'repositories',
    summary: 'Repositories that were added, or that sessions have used',
    access: 'person',
    query: z.object({
      after: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    status: 200,
    answer: z.object({ items: z.array(RepositorySummary), next: z.string().optional() }),
  },
  addRepository: {
    method: 'POST',
    path: 'repositories',
    summary: 'Register a repository, after a look at whether it is one',
    access: 'person',
    body: NewRepository,
    status: 201,
    answer: RepositorySummary,
  },
  getRepository: {
    method: 'GET',
    path: 'repositories/{repositoryId}',
    summary: 'One repository with its hooks, its variables by name, and its use',
    access: 'person',
    status: 200,
    answer: RepositoryDetail,
  },
  changeEnvironment: {
    method: 'PUT',
    path: 'repositories/{repositoryId}/environment',
    summary: 'Set and remove environment variables of the sandboxes that are started from now on',
    access: 'person',
    body: EnvironmentChange,
    status: 200,
    answer: z.object({ environment: z.array(z.string()) }),
  },
  testModel: {
    method: 'POST',
    path: 'models/test',
    summary: 'Ask a connected model for one word',
    access: 'person',
    body: z.object({ ref: ModelRef }),
    status: 200,
    answer: ModelTest,
  },
  listDeadLetters: {
    method: 'GET',
    path: 'dead-letters',
    summary: 'Prompts whose delivery failed too often, oldest first (owner)',
    access: 'person',
    query: z.object({
      after: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    status: 200,
    answer: z.object({ items: z.array(DeadPrompt), next: z.string().optional() }),
  },
  redeliverPrompts: {
    method: 'POST',
    path: 'dead-letters/redeliver',
    summary: "Put dead prompts back into their sessions' queues (owner)",
    access: 'person',
    body: Redelivery,
    status: 200,
    answer: z.object({ redelivered: z.number().int().nonnegative() }),
  },
  startRebuild: {
    method: 'POST',
    path: 'rebuild',
    summary:
      'Rebuild the list of sessions, and what statistics are made of, from histories (owner)',
    access: 'person',
    status: 202,
    answer: Rebuild,
  },
  readRebuild: {
    method: 'GET',
    path: 'rebuild',
    summary: 'How far the last rebuilding is (owner)',
    access: 'person',
    status: 200,
    answer: Rebuild,
  },
} as const satisfies Record<string, Route>;
