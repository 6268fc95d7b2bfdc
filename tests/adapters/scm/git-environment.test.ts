import { expect, test } from 'vitest';
import { ambientEnvironment } from '../../../adapters/scm/git-environment.ts';

test('what leads git to remotes is passed on', () => {
  const env = {
    PATH: '/usr/bin',
    HOME: '/home/ada',
    XDG_CONFIG_HOME: '/home/ada/.settings',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus',
    GH_TOKEN: 'of the credential helper',
    GIT_SSL_CAINFO: '/etc/company.pem',
    https_proxy: 'http://proxy:3128',
    NO_PROXY: 'localhost',
  };
  expect(ambientEnvironment(env)).toMatchObject(env);
});

test.each([
  'HARVEST_SECRET',
  'HARVEST_TOKEN',
  'HARVEST_MODEL_KEY',
  'ANTHROPIC_API_KEY',
  'AZURE_OPENAI_API_KEY',
  'WEB_PUBSUB_CONNECTION_STRING',
  'AzureWebJobsStorage',
  'GITHUB_APP_PRIVATE_KEY',
  'GIT_DIR',
  'GIT_CONFIG_PARAMETERS',
])('%s stays with the service', (name) => {
  expect(ambientEnvironment({ [name]: 'x' })).not.toHaveProperty(name);
});

test('the person is never asked', () => {
  expect(ambientEnvironment({ GIT_ASKPASS: 'window', GIT_TERMINAL_PROMPT: '1' })).toMatchObject({
    GIT_ASKPASS: 'true',
    GIT_TERMINAL_PROMPT: '0',
  });
});
