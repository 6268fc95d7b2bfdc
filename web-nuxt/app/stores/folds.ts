import { defineStore } from 'pinia';
import { reactive } from 'vue';

/** What a person folded or unfolded, by block; a block that scrolls away is forgotten otherwise. */
export const useFoldsStore = defineStore('folds', () => {
  const open = reactive(new Map<string, boolean>());
  return { open };
});
