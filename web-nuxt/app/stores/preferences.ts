import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';

/** How one person wants the console in this browser. */
export const usePreferencesStore = defineStore('preferences', () => {
  /** Whether things move less than the system already asks for. */
  const reduceMotion = useLocalStorage('harvest-reduce-motion', false);
  /** Whether keys without Ctrl or Cmd are shortcuts; voice control and others' keys may hit them. */
  const singleKeys = useLocalStorage('harvest-single-keys', true);
  return { reduceMotion, singleKeys };
});
