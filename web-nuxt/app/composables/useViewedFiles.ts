import { useStorage } from '@vueuse/core';
import { watchEffect } from 'vue';
import { marksOf, readMarks, withMark, type ViewedMarks } from '../changes/viewed-marks.ts';
import { useChangesStore, type ChangedFile } from '../stores/changes.ts';

/** Keeps in this browser which files of a session its person has viewed. */
export function useViewedFiles(sessionId: string) {
  const store = useChangesStore();
  const kept = useStorage<ViewedMarks>('harvest-viewed-files', [], undefined, {
    serializer: { read: readMarks, write: JSON.stringify },
  });
  watchEffect(() => (store.viewed = marksOf(kept.value, sessionId)));

  function setViewed({ path, fingerprint }: ChangedFile, viewed: boolean): void {
    kept.value = withMark(kept.value, sessionId, path, viewed ? fingerprint : undefined);
  }
  return { setViewed };
}
