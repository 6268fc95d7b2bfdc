import { defineStore } from 'pinia';
import { reactive, shallowRef } from 'vue';
import type { FileContent, FolderEntry, TreeOrigin } from '../../../contracts/files.ts';

/** `newest` is the sandbox's workspace while it runs, else the branch. */
export type FilesState = 'newest' | 'branch' | 'base';

export type Folder = {
  open: boolean;
  entries?: FolderEntry[];
  truncated: boolean;
  failure?: unknown;
};

/** The files of the open session, as far as they were read. */
export const useFilesStore = defineStore('files', () => {
  const sessionId = shallowRef<string>();
  const state = shallowRef<FilesState>('newest');
  /** By path; the root is empty. */
  const folders = reactive(new Map<string, Folder>());
  /** Where they came from when they were read last. */
  const from = shallowRef<TreeOrigin>();
  const path = shallowRef<string>();
  const file = shallowRef<FileContent>();
  const failure = shallowRef<unknown>();

  /** Forgets what was read of another session, or of another state of the files. */
  function open(id: string, wanted: FilesState): void {
    if (sessionId.value === id && state.value === wanted) return;
    sessionId.value = id;
    state.value = wanted;
    from.value = undefined;
    folders.clear();
    show(undefined);
  }

  /** Another file is wanted; nothing is known of it yet. */
  function show(wanted: string | undefined): void {
    path.value = wanted;
    file.value = undefined;
    failure.value = undefined;
  }

  function put(folder: string, change: Partial<Folder>): void {
    const known = folders.get(folder) ?? { open: false, truncated: false };
    folders.set(folder, { ...known, ...change });
  }

  return { sessionId, state, from, folders, path, file, failure, open, show, put };
});
