import { useSignIn } from '../composables/useSignIn.ts';
import { useAccountStore } from '../stores/account.ts';

/**
 * Leads whoever is not signed in to the sign-in page, and an address with a one-time code
 * (`#code=…`) to where it is exchanged. The page that was wanted comes along.
 */
export default defineNuxtRouteMiddleware(async (to) => {
  if (to.path === '/sign-in') return;
  const back = to.path === '/' ? {} : { back: to.fullPath.split('#', 1)[0] };
  if (to.hash.startsWith('#code=')) {
    return navigateTo({ path: '/sign-in', query: back, hash: to.hash }, { replace: true });
  }
  const account = useAccountStore();
  if (account.signedIn === undefined) {
    await useSignIn().recognise();
  }
  if (!account.signedIn) return navigateTo({ path: '/sign-in', query: back }, { replace: true });
});
