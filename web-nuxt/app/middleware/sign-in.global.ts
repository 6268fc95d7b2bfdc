import { useApi } from '../composables/useApi.ts';
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
    // Any answer but a refusal lets the page itself say what is wrong.
    account.signedIn = await useApi()('listSessions', { query: { limit: 1 } }).then(
      () => true,
      () => account.signedIn ?? true,
    );
  }
  if (!account.signedIn) return navigateTo({ path: '/sign-in', query: back }, { replace: true });
});
