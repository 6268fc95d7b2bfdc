import { usePreferencesStore } from '../stores/preferences.ts';

/** Lets the style sheet know that this person wants less motion. */
export default defineNuxtPlugin(() => {
  const preferences = usePreferencesStore();
  useHead({
    htmlAttrs: { 'data-motion': () => (preferences.reduceMotion ? 'reduced' : undefined) },
  });
});
