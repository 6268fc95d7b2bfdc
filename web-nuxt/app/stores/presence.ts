import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** This page, as the others in a session see it. */
export const usePresenceStore = defineStore('presence', () => {
  const clientId = crypto.randomUUID();
  const typing = shallowRef(false);
  return { clientId, typing };
});
