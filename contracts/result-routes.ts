import { MergeResult } from './branches.ts';
import { FileContent, FileQuery, FolderListing, FolderQuery } from './files.ts';
import { Stats, StatsQuery } from './stats.ts';
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
    answer: FolderListing,
  },
  readFile: {
    method: 'GET',
    path: 'sessions/{sessionId}/file',
    summary: "A file of the session's branch, or of its workspace while a sandbox runs",
    access: 'person',
    query: FileQuery,
    status: 200,
    answer: FileContent,
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
  stats: {
    method: 'GET',
    path: 'stats',
    summary: 'Sessions, runs, cost and waiting times over a time, by model, repository and person',
    access: 'person',
    query: StatsQuery,
    status: 200,
    answer: Stats,
  },
} as const satisfies Record<string, Route>;
