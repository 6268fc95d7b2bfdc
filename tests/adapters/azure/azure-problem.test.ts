import { describe, expect, it } from 'vitest';
import { azureProblem } from '../../../adapters/azure/azure-problem.ts';

const setting = 'COSMOS_ENDPOINT';
const target = { setting, access: { role: 'Cosmos DB Built-in Data Contributor' } };

/** As the libraries throw it: their own fields, and a message that quotes the request. */
const thrown = (fields: object, cause?: unknown): Error =>
  Object.assign(new Error('GET https://x/?sig=secret-token\nfailed', { cause }), fields);

describe('what went wrong on Azure', () => {
  it.each([
    ['a missing role', { code: 403 }, /refused \(403\).*role Cosmos DB Built-in Data Contributor/],
    ['a key where keys are off', { statusCode: 401 }, /refused \(401\)/],
    ['no identity', { name: 'CredentialUnavailableError' }, /no Azure identity.*AZURE_CLIENT_ID/],
    ['a wrong host', { code: 'ENOTFOUND' }, /cannot be reached \(ENOTFOUND\)/],
    ['a wrong port', { code: 'ECONNREFUSED' }, /cannot be reached \(ECONNREFUSED\)/],
    ['no network', { code: 'ENETUNREACH' }, /cannot be reached \(ENETUNREACH\).*the network/],
    [
      'a wrong host, of which the number alone is left',
      { code: 'GeneralError', errno: -3008, syscall: 'getaddrinfo' },
      /cannot be reached \(EAI_NONAME\)/,
    ],
    ['a network that swallows it', { name: 'TimeoutError' }, /no answer in time.*the network/],
    ['a queue that is silent', { code: 'ServiceTimeout' }, /no answer in time \(ServiceTimeout\)/],
    ['no DNS', { code: 'EAI_AGAIN' }, /cannot be reached \(EAI_AGAIN\)/],
    ['an expired certificate', { code: 'CERT_HAS_EXPIRED' }, /certificate.*\(CERT_HAS_EXPIRED\)/],
    ['a name it is not for', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, /certificate is not valid/],
    ['the wrong region', { code: 403, substatus: 3 }, /region that takes no writes/],
    ['a full partition', { code: 403, substatus: 1014 }, /partitions is full.*scaling\.md/],
    ['no such database', { code: 404, substatus: 1003 }, /not there \(404\); deploy infra-bicep/],
    ['what nobody has thought of', { code: 'E_NEW' }, /the call failed \(E_NEW\)/],
  ])('%s ends in one line that names the setting', (_, fields, sentence) => {
    const wrapped = thrown({ name: 'RestError' }, thrown(fields));
    for (const error of [thrown(fields), wrapped, new AggregateError([thrown(fields)])]) {
      const { message, stack } = azureProblem(error, target);
      expect(stack).toBe(`AzureProblem: ${message}`);
      expect(message).toMatch(/^COSMOS_ENDPOINT: /);
      expect(message).toMatch(sentence);
      expect(message).not.toMatch(/\n|secret-token/);
    }
  });

  it('speaks of a key, and of no role, where a key is the way in', () => {
    const { message } = azureProblem(thrown({ code: 401 }), {
      setting,
      access: { keySetting: 'COSMOS_KEY' },
    });
    expect(message).toMatch(/^COSMOS_ENDPOINT: access was refused \(401\); .*COSMOS_KEY/);
    expect(message).not.toContain('role');
  });

  it.each([
    [{ code: 429 }, true],
    [{ code: 'ECONNRESET' }, true],
    [{ code: 'ECONNREFUSED' }, true],
    [{ name: 'AbortError' }, true],
    [{ code: 'ETIMEDOUT' }, true],
    [{ code: 503 }, true],
    [{ code: 403 }, false],
    [{ code: 403, substatus: 3 }, false],
    [{ code: 404 }, false],
    [{ code: 'CERT_HAS_EXPIRED' }, false],
  ])('says of %o whether it may pass: %s', (fields, transient) => {
    expect(azureProblem(thrown(fields), target).transient).toBe(transient);
  });
});
