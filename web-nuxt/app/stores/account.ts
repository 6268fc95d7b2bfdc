import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { AnswerOf } from '../../../contracts/routes.ts';

/** Who looks at this page. `signedIn` is undefined until the service has been asked. */
export const useAccountStore = defineStore('account', () => {
  const signedIn = shallowRef<boolean>();
  const me = shallowRef<AnswerOf<'me'>>();
  const isOwner = computed(() => me.value?.roles.includes('owner') === true);
  return { signedIn, me, isOwner };
});
