import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { MergeResult } from '../../../contracts/branches.ts';
import type { CommentPlace } from '../../../contracts/comments.ts';
import { fingerprint } from '../changes/fingerprint.ts';
import { parseDiff, type DiffFile } from '../changes/parse-diff.ts';

export type MergeConflict = Extract<MergeResult, { state: 'conflict' }>;
export type ChangedFile = DiffFile & { fingerprint: string };

/** What the open session has changed, as far as it was read, and where a person is in it. */
export const useChangesStore = defineStore('changes', () => {
  const sessionId = shallowRef<string>();
  const files = shallowRef<ChangedFile[]>([]);
  const loaded = shallowRef(false);
  const loading = shallowRef(false);
  const failure = shallowRef<unknown>();
  /** The fingerprint with which each file was viewed, by path. */
  const viewed = shallowRef<Record<string, string>>({});
  /** The file that is looked at. */
  const current = shallowRef<string>();

  /** The line at which a comment is being written. */
  const writing = shallowRef<CommentPlace>();

  /** Why the last attempt to merge changed nothing. */
  const conflict = shallowRef<MergeConflict>();

  const totals = computed(() => ({
    files: files.value.length,
    additions: files.value.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.value.reduce((sum, file) => sum + file.deletions, 0),
    viewed: files.value.filter(isViewed).length,
  }));

  /** Forgets the changes of another session. */
  function open(id: string): void {
    if (sessionId.value === id) return;
    sessionId.value = id;
    files.value = [];
    loaded.value = false;
    failure.value = undefined;
    current.value = undefined;
    writing.value = undefined;
    conflict.value = undefined;
  }

  function take(diff: string): void {
    files.value = parseDiff(diff).map((file) => ({
      ...file,
      fingerprint: fingerprint(file.source),
    }));
    if (!files.value.some(({ path }) => path === current.value))
      current.value = files.value[0]?.path;
    loaded.value = true;
    failure.value = undefined;
  }

  /** A file that has changed since it was viewed was not viewed. */
  function isViewed(file: ChangedFile): boolean {
    return viewed.value[file.path] === file.fingerprint;
  }

  /** The path of the file so many places after the current one, or undefined at the ends. */
  function neighbour(steps: number): string | undefined {
    const index = files.value.findIndex(({ path }) => path === current.value);
    return files.value[index + steps]?.path;
  }

  return {
    sessionId,
    files,
    loaded,
    loading,
    failure,
    viewed,
    current,
    writing,
    conflict,
    totals,
    open,
    take,
    isViewed,
    neighbour,
  };
});
