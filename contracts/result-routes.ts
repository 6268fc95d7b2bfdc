import { FileContent, FileQuery, FolderListing, FolderQuery } from './files.ts';
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
} as const satisfies Record<string, Route>;
