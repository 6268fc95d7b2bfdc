import type { TokenCredential } from '@azure/identity';
import { beforeAll, describe, expect } from 'vitest';
import { serviceIdentity } from '../../../adapters/azure/service-identity.ts';
import { AzureBlobs } from '../../../adapters/blobs/azure.ts';
import { describeBlobs } from '../blobs.ts';

const { BLOB_CONTAINER_URL: containerUrl = '', BLOB_EMULATOR: isEmulator } = process.env;

describe.skipIf(!containerUrl)('on the service itself', () => {
  const credential = isEmulator ? anybody() : serviceIdentity();
  // A deployed container is there.
  beforeAll(() => (isEmulator ? createContainer(credential) : undefined));
  describeBlobs('Azure Storage', async () => ({
    blobs: new AzureBlobs({ containerUrl, credential }),
    close() {},
  }));
});

async function createContainer(credential: TokenCredential): Promise<void> {
  const { token } = (await credential.getToken([])) ?? { token: '' };
  const headers = { authorization: `Bearer ${token}`, 'x-ms-version': '2024-11-04' };
  const made = await fetch(`${containerUrl}?restype=container`, { method: 'PUT', headers });
  // Or it is there already.
  expect([201, 409]).toContain(made.status);
}

/** Azurite reads who comes, and for how long, and does not check who has signed it. */
function anybody(): TokenCredential {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.trunc(Date.now() / 1_000);
  const tenant = 'ab1f708d-50f6-404c-a006-d71b2ac7a606';
  const claims = {
    aud: 'https://storage.azure.com',
    iss: `https://sts.windows.net/${tenant}/`,
    ...{ iat: now - 60, nbf: now - 60, exp: now + 3_600 },
  };
  const token = [part({ alg: 'RS256', typ: 'JWT' }), part(claims), part({})].join('.');
  return { getToken: async () => ({ token, expiresOnTimestamp: (now + 3_600) * 1_000 }) };
}
