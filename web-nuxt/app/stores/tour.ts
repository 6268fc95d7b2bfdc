import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed } from 'vue';

type Stage = 'new' | 'open' | 'left';

/** Where one person is in the tour of a first visit, kept in this browser. */
export const useTourStore = defineStore('tour', () => {
  const stage = useLocalStorage<Stage>('harvest-tour', 'new');
  /** The session that the tour follows; empty until it has begun. */
  const sessionId = useLocalStorage('harvest-tour-session', '');
  const begun = computed(() => sessionId.value !== '');

  function follow(id: string): void {
    stage.value = 'open';
    sessionId.value = id;
  }
  function restart(): void {
    stage.value = 'open';
    sessionId.value = '';
  }
  function leave(): void {
    stage.value = 'left';
  }

  return { stage, sessionId, begun, follow, restart, leave };
});
