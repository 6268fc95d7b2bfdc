import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readSettings } from '../../adapters/configuration.ts';
import { only, resourcesOf, stages } from './snapshots.ts';

const root = resolve(import.meta.dirname, '../..');

/** Settings that the Functions host and its extensions read, and so does the Azure SDK. */
const platformSettings = [
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'AZURE_CLIENT_ID',
  'AzureWebJobsStorage__accountName',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__credential',
  'DURABLE_TASK_SCHEDULER_CONNECTION_STRING',
  'SERVICE_BUS__clientId',
  'SERVICE_BUS__credential',
];

/** What modules put out, which only a real deployment knows. */
const outputs: Readonly<Record<string, string>> = {
  blobContainerUrl: 'https://storage.example.com/blobs',
  endpoint: 'https://service.example.com',
  url: 'https://console.example.com',
  fullyQualifiedNamespace: 'queue.example.com',
};

/** The settings as the app would find them, with the outputs of modules made up. */
function settingsOf(stage: (typeof stages)[number]): Record<string, string> {
  const { properties } = only(resourcesOf(stage), 'Microsoft.Web/sites/config', '/appsettings');
  const settings = z.record(z.string(), z.string()).parse(properties);
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      const output = /^\[reference\(.*\)\.outputs\.(\w+)\.value\]$/.exec(value)?.[1];
      return [name, (output && outputs[output]) ?? value];
    }),
  );
}

describe.each(stages)('%s', (stage) => {
  const settings = settingsOf(stage);
  /** As the platform gives them to the app. */
  const resolved = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      value.startsWith('@Microsoft.KeyVault(') ? 'a secret out of the vault' : value,
    ]),
  );

  test('the app accepts its settings', () => {
    expect(() => readSettings(resolved, 'azure')).not.toThrow();
  });

  test('no setting is there that neither the app nor the platform reads', () => {
    const known = new Set([...Object.keys(readSettings(resolved, 'azure')), ...platformSettings]);
    expect(Object.keys(settings).filter((name) => !known.has(name))).toEqual([]);
    expect(platformSettings.filter((name) => !(name in settings))).toEqual([]);
  });

  test('the sample of the settings has every one that the app reads', () => {
    const path = resolve(root, 'local.settings.sample.json');
    const Sample = z.object({ Values: z.record(z.string(), z.string()) });
    const sample = Sample.parse(JSON.parse(readFileSync(path, 'utf8'))).Values;
    const own = Object.keys(settings).filter((name) => !platformSettings.includes(name));
    expect(own.filter((name) => !(name in sample))).toEqual([]);
  });

  test('secrets are references to the vault, which has them', () => {
    const resources = resourcesOf(stage);
    const vault = only(resources, 'Microsoft.KeyVault/vaults').name;
    for (const name of ['HARVEST_SECRET', 'HARVEST_TOKEN', 'WEB_PUBSUB_EVENT_KEY']) {
      const secret = name.replaceAll('_', '-');
      expect(settings[name]).toBe(`@Microsoft.KeyVault(VaultName=${vault};SecretName=${secret})`);
      only(resources, 'Microsoft.KeyVault/vaults/secrets', `/${secret}`);
    }
    const plain = Object.entries(settings).filter(([, value]) => !value.startsWith('@Microsoft.'));
    expect(plain.filter(([name]) => /SECRET|TOKEN|_KEY$/.test(name))).toEqual([]);
  });

  test('the public address is that of the function app', () => {
    const app = only(resourcesOf(stage), 'Microsoft.Web/sites');
    expect(settings['HARVEST_PUBLIC_URL']).toBe(`https://${app.name}.azurewebsites.net`);
  });

  test('durable work goes to the hub that host.json names, with the managed identity', () => {
    const host = z
      .object({
        extensions: z.object({
          durableTask: z.object({
            hubName: z.string(),
            storageProvider: z.object({ connectionStringName: z.string() }),
          }),
        }),
      })
      .parse(JSON.parse(readFileSync(resolve(root, 'host.json'), 'utf8')));
    const { hubName, storageProvider } = host.extensions.durableTask;
    const hub = only(resourcesOf(stage), 'Microsoft.DurableTask/schedulers/taskHubs');
    expect(hub.name.split('/').at(-1)).toBe(hubName);
    expect(settings[storageProvider.connectionStringName]).toContain(
      'Authentication=ManagedIdentity;ClientID=',
    );
  });
});
