import { computed } from 'vue';
import { usePreferencesStore } from '../stores/preferences.ts';

/** Listens to keys that are pressed alone, as long as this person wants such shortcuts. */
export function useSingleKeys(keys: Record<string, () => unknown>): void {
  const preferences = usePreferencesStore();
  defineShortcuts(computed(() => (preferences.singleKeys ? keys : {})));
}
