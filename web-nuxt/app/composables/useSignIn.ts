import { shallowRef } from 'vue';
import { explainError, type Explanation } from '../api/explain-error.ts';
import { useAccountStore } from '../stores/account.ts';
import { useApi } from './useApi.ts';

/** Finds out who this browser is signed in as, and exchanges a one-time code for a sign-in. */
export function useSignIn() {
  const api = useApi();
  const account = useAccountStore();
  const working = shallowRef(false);
  const explanation = shallowRef<Explanation>();

  /** Asks who this is. Where the service is away, the pages themselves say so. */
  async function recognise(): Promise<void> {
    try {
      account.me = await api('me');
      account.signedIn = true;
    } catch {
      account.signedIn ??= true;
    }
  }

  /** Answers whether this browser is signed in now. */
  async function signIn(code: string): Promise<boolean> {
    working.value = true;
    explanation.value = undefined;
    try {
      await api('signIn', { body: { code: code.trim() } });
    } catch (error) {
      explanation.value = explainError(error);
    }
    // An address that was opened before is no trouble for the browser that it signed in.
    await recognise();
    working.value = false;
    return account.signedIn === true && account.me !== undefined;
  }

  return { working, explanation, signIn, recognise };
}
