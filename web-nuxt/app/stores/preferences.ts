import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';

/** How one person wants the console in this browser. */
export const usePreferencesStore = defineStore('preferences', () => {
  /** Whether things move less than the system already asks for. */
  const reduceMotion = useLocalStorage('harvest-reduce-motion', false);
  return { reduceMotion };
});
