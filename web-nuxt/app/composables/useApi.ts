import { createApi, type CallApi } from '../api/api-client.ts';
import { useAccountStore } from '../stores/account.ts';

/** The API of this origin, typed by the contract's route table. */
export function useApi(): CallApi {
  const account = useAccountStore();
  return createApi(
    (...request) => fetch(...request),
    ({ code }) => {
      if (code === 'unauthenticated') account.signedIn = false;
    },
  );
}
