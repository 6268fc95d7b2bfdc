import { foldersAbove } from '../files/paths.ts';
import { sortEntries } from '../files/sort-entries.ts';
import { useFilesStore, type FilesState } from '../stores/files.ts';
import { useApi } from './useApi.ts';

/** Reads the files of a session into their store: folders as they are unfolded, and one file. */
export function useFiles(sessionId: string) {
  const api = useApi();
  const store = useFilesStore();
  const params = { sessionId };

  const ref = () => (store.state === 'newest' ? {} : { ref: store.state });
  /** Whether an answer is still of use: something else may have been asked for since. */
  const isOf = (state: FilesState) => store.sessionId === sessionId && store.state === state;

  async function readFolder(path: string): Promise<void> {
    const { state } = store;
    try {
      const listing = await api('listFolder', { params, query: { path, ...ref() } });
      if (!isOf(state)) return;
      const { truncated } = listing;
      store.from = listing.from;
      store.put(path, { entries: sortEntries(listing.entries), truncated, failure: undefined });
    } catch (failure) {
      if (isOf(state)) store.put(path, { failure });
    }
  }

  async function unfold(path: string, open: boolean): Promise<void> {
    store.put(path, { open });
    if (open && !store.folders.get(path)?.entries) await readFolder(path);
  }

  /** Shows a file, and where it is in the tree; nothing when it has no path. */
  async function show(path: string | undefined): Promise<void> {
    const { state } = store;
    const unfolded = ['', ...(path ? foldersAbove(path) : [])].map((folder) =>
      unfold(folder, true),
    );
    store.show(path);
    if (path !== undefined) await readFile(path, state);
    await Promise.all(unfolded);
  }

  async function readFile(path: string, state: FilesState): Promise<void> {
    const isWanted = () => isOf(state) && store.path === path;
    try {
      const file = await api('readFile', { params, query: { path, ...ref() } });
      if (!isWanted()) return;
      store.file = file;
      store.from = file.from;
      store.failure = undefined;
    } catch (error) {
      if (isWanted()) store.failure = error;
    }
  }

  /** Reads everything that is shown once more, as a workspace changes while an agent works. */
  async function refresh(): Promise<void> {
    const open = [...store.folders].filter(([, folder]) => folder.open).map(([path]) => path);
    const { path, state } = store;
    await Promise.all([
      ...open.map(readFolder),
      ...(path === undefined ? [] : [readFile(path, state)]),
    ]);
  }

  return { open: (state: FilesState) => store.open(sessionId, state), unfold, show, refresh };
}
