import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** Who looks at this page. `signedIn` is undefined until the service has been asked. */
export const useAccountStore = defineStore('account', () => {
  const signedIn = shallowRef<boolean>();
  return { signedIn };
});
