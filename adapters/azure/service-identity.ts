import type { TokenCredential } from '@azure/identity';

/**
 * The identity that this service has on Azure: its managed identity there (`AZURE_CLIENT_ID` names
 * which), and on a developer's machine whoever is signed in. The library is loaded when the first
 * token is asked for, so that a host without Azure never loads it.
 */
export function serviceIdentity(): TokenCredential {
  let loading: Promise<TokenCredential> | undefined;
  const load = async (): Promise<TokenCredential> => {
    const { DefaultAzureCredential } = await import('./sdks.ts');
    return new DefaultAzureCredential();
  };
  return {
    async getToken(scopes, options) {
      return (await (loading ??= load())).getToken(scopes, options);
    },
  };
}
