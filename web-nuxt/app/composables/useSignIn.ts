import { shallowRef } from 'vue';
import { explainError, type Explanation } from '../api/explain-error.ts';
import { useAccountStore } from '../stores/account.ts';
import { useApi } from './useApi.ts';

/** Exchanges a one-time code for the cookie that signs this browser in. */
export function useSignIn() {
  const api = useApi();
  const account = useAccountStore();
  const state = shallowRef<'idle' | 'working'>('idle');
  const explanation = shallowRef<Explanation>();

  const isSignedIn = () =>
    api('listSessions', { query: { limit: 1 } }).then(
      () => true,
      () => false,
    );

  /** Answers whether this browser is signed in now. */
  async function signIn(code: string): Promise<boolean> {
    state.value = 'working';
    explanation.value = undefined;
    try {
      await api('signIn', { body: { code: code.trim() } });
      account.signedIn = true;
      return true;
    } catch (error) {
      // An address that was opened before is no trouble for the browser that it signed in.
      account.signedIn = await isSignedIn();
      if (!account.signedIn) explanation.value = explainError(error);
      return account.signedIn;
    } finally {
      state.value = 'idle';
    }
  }

  return { state, explanation, signIn };
}
