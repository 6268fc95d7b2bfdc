import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Person } from '../../../contracts/ids.ts';

/** People whom the service knows. */
export const usePeopleStore = defineStore('people', () => {
  const items = shallowRef<Person[]>([]);
  const loaded = shallowRef(false);
  return { items, loaded };
});
