import { useSessionStorage } from '@vueuse/core';
import { computed, type WritableComputedRef } from 'vue';
import { emptyDraft, readDraft, type Draft } from '../conversation/draft.ts';

/**
 * What is written at a place (a session's id, or `new`) and not sent yet. This tab keeps it while
 * its person looks at another page, and when it is loaded again; other tabs write their own.
 */
export function useDraft(place: string) {
  const kept = useSessionStorage<Draft>(`harvest-draft:${place}`, emptyDraft, {
    shallow: true,
    writeDefaults: false,
    serializer: { read: readDraft, write: JSON.stringify },
  });

  function field<K extends keyof Draft>(name: K): WritableComputedRef<Draft[K]> {
    return computed({
      get: () => kept.value[name],
      set: (value) => (kept.value = { ...kept.value, [name]: value }),
    });
  }
  return { text: field('text'), attachments: field('attachments'), mode: field('mode') };
}
