import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { AnswerOf } from '../../../contracts/routes.ts';

/** Prompts whose delivery failed too often, oldest first. */
export const useDeadLettersStore = defineStore('dead-letters', () => {
  const items = shallowRef<AnswerOf<'listDeadLetters'>['items']>([]);
  const hasMore = shallowRef(false);
  return { items, hasMore };
});
