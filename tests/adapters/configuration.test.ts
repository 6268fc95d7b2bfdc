import { expect, it } from 'vitest';
import {
  ConfigurationError,
  consoleUrl,
  modelSettings,
  readSettings,
} from '../../adapters/configuration.ts';

const complete = {
  HARVEST_HOME: '/var/lib/harvest',
  HARVEST_PUBLIC_URL: 'http://127.0.0.1:7071',
  HARVEST_SECRET: 'a-secret-of-this-installation',
  HARVEST_TOKEN: 'the-token-of-the-command-line',
  HARVEST_RUNTIME: '/opt/harvest/dist',
  HARVEST_NODE: '/usr/bin/node',
  HARVEST_OPENCODE: '/usr/bin/opencode',
  WEB_PUBSUB_CONNECTION_STRING: 'Endpoint=http://127.0.0.1:7071;AccessKey=key;Version=1.0;',
};

function refusalOf(env: Record<string, string>, host: 'embedded' | 'azure' = 'embedded'): string {
  try {
    readSettings(env, host);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).message;
  }
  throw new Error('The settings were accepted.');
}

it('reads seconds as milliseconds and has a default for what may be left out', () => {
  const settings = readSettings({ ...complete, HARVEST_LOST_SECONDS: '1.5' }, 'embedded');
  expect(settings.lostMs).toBe(1_500);
  expect(settings.idleMs).toBe(600_000);
  expect(settings.answerMs).toBe(7 * 86_400_000);
  expect(settings.HARVEST_USER_NAME).toBe('You');
});

it('keeps sessions for as many days as it is told, and else for ever', () => {
  expect(readSettings(complete, 'embedded').retentionMs).toBeUndefined();
  const settings = readSettings({ ...complete, HARVEST_RETENTION_DAYS: '90' }, 'embedded');
  expect(settings.retentionMs).toBe(90 * 86_400_000);
});

it('names everything that is wrong at once', () => {
  const { HARVEST_HOME: _home, ...rest } = complete;
  const message = refusalOf({
    ...rest,
    HARVEST_PUBLIC_URL: 'here',
    HARVEST_SECRET: 'short',
    HARVEST_IDLE_SECONDS: 'soon',
    HARVEST_BOOT_SECONDS: '0',
    AZURE_OPENAI_ENDPOINT: 'https://models.example',
  });
  for (const part of [
    'HARVEST_HOME: ',
    'HARVEST_PUBLIC_URL: must be the address',
    'HARVEST_SECRET: must have 16 characters or more',
    'HARVEST_IDLE_SECONDS: must be a number of seconds',
    'HARVEST_BOOT_SECONDS: must be 0.001 or more',
    'AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY go together',
  ])
    expect(message).toContain(part);
  expect(message.split('\n')).toHaveLength(7);
});

it.each([
  ['HARVEST_IDLE_SECONDS', '0.0001', 'must be 0.001 or more'],
  ['HARVEST_IDLE_SECONDS', '2592001', 'must be at most 2592000'],
  ['HARVEST_RETENTION_DAYS', '0', 'must be 1 or more'],
  ['HARVEST_RETENTION_DAYS', '1.5', 'whole number of days'],
  ['HARVEST_RETENTION_DAYS', '3651', 'must be at most 3650'],
  ['HARVEST_MODEL_URL', 'localhost:11434/v1', 'beginning with http:// or https://'],
  ['HARVEST_MODEL_URL', 'ftp://models.example/v1', 'beginning with http:// or https://'],
  ['HARVEST_MODEL_URL', 'https://me:hush@models.example/v1', 'without a name and a password'],
  ['HARVEST_MODEL_URL', 'https:me:hush@models.example/v1', 'without a name and a password'],
  ['AZURE_OPENAI_ENDPOINT', 'models.example', 'must be the address of an Azure OpenAI resource'],
  ['HARVEST_MODEL', 'my model', 'without spaces'],
  ['HARVEST_MODEL', 'm'.repeat(121), 'at most 120 characters'],
  ['HARVEST_LOG', 'loud', 'must be one of debug, info, warn, error'],
  ['HARVEST_USER_NAME', 'n'.repeat(121), '120'],
  ['HARVEST_USER_EMAIL', 'e'.repeat(201), '200'],
])('refuses %s=%s, which no client could live with', (name, value, reason) => {
  const message = refusalOf({ ...complete, [name]: value });
  expect(message).toContain(`${name}: `);
  expect(message).toContain(reason);
});

it('never shows a value, for it may be a secret', () => {
  const names = ['HARVEST_SECRET', 'HARVEST_TOKEN', 'HARVEST_PUBLIC_URL', 'HARVEST_IDLE_SECONDS'];
  const values = names.map((name, index) => [name, `hush-${index}`] as const);
  const message = refusalOf({ ...complete, ...Object.fromEntries(values) });
  for (const [name, value] of values) {
    expect(message).toContain(name);
    expect(message).not.toContain(value);
  }
});

it('takes an empty value as an absent one', () => {
  const settings = readSettings(
    {
      ...complete,
      HARVEST_USER_NAME: '',
      HARVEST_MODEL_URL: '',
      ANTHROPIC_API_KEY: '',
    },
    'embedded',
  );
  expect(settings.HARVEST_USER_NAME).toBe('You');
  expect(modelSettings(settings)).toEqual({});
  expect(refusalOf({ ...complete, HARVEST_HOME: '' })).toContain('HARVEST_HOME');
});

it('finds the connected models among the settings', () => {
  const settings = readSettings(
    {
      ...complete,
      HARVEST_MODEL_URL: 'http://127.0.0.1:11434/v1',
      HARVEST_MODEL: 'small',
      ANTHROPIC_API_KEY: 'a',
      OPENAI_API_KEY: 'b',
      AZURE_OPENAI_ENDPOINT: 'https://models.example',
      AZURE_OPENAI_API_KEY: 'c',
      OPENROUTER_API_KEY: 'd',
    },
    'embedded',
  );
  expect(modelSettings(settings)).toEqual({
    endpoint: { url: 'http://127.0.0.1:11434/v1', model: 'small' },
    anthropic: { key: 'a' },
    openai: { key: 'b' },
    azureOpenai: { endpoint: 'https://models.example', key: 'c' },
    openrouter: { key: 'd' },
  });
});

const azure = {
  ...complete,
  HARVEST_RUNTIME: '',
  HARVEST_NODE: '',
  HARVEST_OPENCODE: '',
  WEB_PUBSUB_CONNECTION_STRING: '',
  BLOB_CONTAINER_URL: 'https://harvest.blob.core.windows.net/blobs',
  COSMOS_ENDPOINT: 'https://harvest.documents.azure.com/',
  SERVICE_BUS__fullyQualifiedNamespace: 'harvest.servicebus.windows.net',
  WEB_PUBSUB_ENDPOINT: 'https://harvest.webpubsub.azure.com',
};

it('takes the addresses of Azure services, without a key', () => {
  expect(readSettings(azure, 'azure')).toMatchObject({
    COSMOS_ENDPOINT: azure.COSMOS_ENDPOINT,
    COSMOS_DATABASE: 'harvest',
    SERVICE_BUS__fullyQualifiedNamespace: azure.SERVICE_BUS__fullyQualifiedNamespace,
    WEB_PUBSUB_ENDPOINT: azure.WEB_PUBSUB_ENDPOINT,
  });
});

it('names all Azure services whose address is missing', () => {
  const message = refusalOf({ ...complete, WEB_PUBSUB_CONNECTION_STRING: '' }, 'azure');
  expect(message.split('\n').slice(1)).toEqual([
    '  - WEB_PUBSUB_ENDPOINT: is missing',
    '  - COSMOS_ENDPOINT: is missing',
    '  - BLOB_CONTAINER_URL: is missing',
    '  - SERVICE_BUS__fullyQualifiedNamespace: is missing',
  ]);
});

it('refuses addresses in the wrong form, and two for one service', () => {
  const message = refusalOf(
    {
      ...azure,
      SERVICE_BUS__fullyQualifiedNamespace: 'sb://harvest/',
      WEB_PUBSUB_CONNECTION_STRING: complete.WEB_PUBSUB_CONNECTION_STRING,
      COSMOS_KEY: 'not a key',
    },
    'azure',
  );
  for (const part of [
    'SERVICE_BUS__fullyQualifiedNamespace: must be a host name',
    'COSMOS_KEY: must be the key',
    'WEB_PUBSUB_ENDPOINT and WEB_PUBSUB_CONNECTION_STRING exclude each other',
  ])
    expect(message).toContain(part);
});

it.each(['COSMOS_ENDPOINT', 'WEB_PUBSUB_ENDPOINT', 'BLOB_CONTAINER_URL'] as const)(
  'takes for %s what is called over TLS alone, or on this machine',
  (name) => {
    const { host } = new URL(azure[name]);
    for (const wrong of [`${host}:443`, host, `http://${host}/`, `https://me:secret@${host}/`]) {
      const message = refusalOf({ ...azure, [name]: wrong }, 'azure');
      expect(message.split('\n')).toHaveLength(2);
      expect(message).toMatch(new RegExp(`^  - ${name}: must be`, 'm'));
      expect(message).not.toContain('secret@');
    }
    for (const right of [`https://${host}:443/`, 'http://127.0.0.1:8081/', 'http://localhost:8081'])
      expect(readSettings({ ...azure, [name]: right }, 'azure')[name]).toBe(right);
  },
);

it('refuses another live channel than its own on the single-machine host', () => {
  const { WEB_PUBSUB_ENDPOINT } = azure;
  const message = refusalOf({ ...complete, WEB_PUBSUB_ENDPOINT });
  expect(message.split('\n').slice(1)).toEqual([
    '  - WEB_PUBSUB_ENDPOINT: must be absent, for this host has a live channel of its own',
  ]);
});

it('refuses Service Bus on the single-machine host, which would never receive from it', () => {
  const { SERVICE_BUS__fullyQualifiedNamespace } = azure;
  const message = refusalOf({ ...complete, SERVICE_BUS__fullyQualifiedNamespace });
  expect(message).toContain('SERVICE_BUS__fullyQualifiedNamespace: must be absent');
});

it('takes the console to be beside the API, unless it is told where it is', () => {
  expect(consoleUrl(readSettings(complete, 'embedded'))).toBe('http://127.0.0.1:7071');
  const elsewhere = { ...complete, HARVEST_CONSOLE_URL: 'https://harvest.example.com/' };
  expect(consoleUrl(readSettings(elsewhere, 'embedded'))).toBe('https://harvest.example.com');
  expect(refusalOf({ ...complete, HARVEST_CONSOLE_URL: 'harvest' })).toContain(
    'HARVEST_CONSOLE_URL: must be the address',
  );
});

it('wants the programs of sandboxes where there can be any', () => {
  const { HARVEST_NODE: _node, ...rest } = complete;
  expect(refusalOf(rest)).toMatch(/^ {2}- HARVEST_NODE: is missing$/m);
});

it('says so of a secret that the platform could not read from the vault', () => {
  const reference = '@Microsoft.KeyVault(VaultName=kv-1;SecretName=HARVEST-SECRET)';
  const message = refusalOf({ ...azure, HARVEST_SECRET: reference }, 'azure');
  expect(message.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^ {2}- HARVEST_SECRET: .*vault.*role Key Vault Secrets User/),
  ]);
});
