import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { only, resourcesOf, stages, type Resource } from './snapshots.ts';

/** What each role that is given away allows, and the kind of resource it is given on. */
const leastPrivilege: Readonly<Record<string, string>> = {
  // Storage Blob Data Owner and Storage Table Data Contributor: the Functions host needs them.
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Microsoft.Storage/storageAccounts',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Microsoft.Storage/storageAccounts',
  // Azure Service Bus Data Sender and Receiver.
  '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39': 'Microsoft.ServiceBus/namespaces/queues',
  '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0': 'Microsoft.ServiceBus/namespaces/queues',
  // Web PubSub Service Owner.
  '12cf5a90-567b-43ae-8102-96cf46c7d9b4': 'Microsoft.SignalRService/webPubSub',
  // Durable Task Data Contributor.
  '0ad04412-c4d5-4796-b79c-f76d14c8d402': 'Microsoft.DurableTask/schedulers/taskHubs',
  // Key Vault Secrets User.
  '4633458b-17de-408a-b874-0445c86b69e6': 'Microsoft.KeyVault/vaults',
  // Monitoring Metrics Publisher.
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Microsoft.Insights/components',
};

/** The principal of the identity module: the app's managed identity. */
const appIdentity = /^\[reference\(.*'identity-\{0\}'.*\)\.outputs\.principalId\.value\]$/;

describe.each(stages)('%s', (stage) => {
  const resources = resourcesOf(stage);
  const propertiesOf = (type: string) => only(resources, type).properties;

  test('each role is the narrowest one, on one resource, and the managed identity has it', () => {
    const given = resources.filter(
      ({ type }) => type === 'Microsoft.Authorization/roleAssignments',
    );
    const roles = given.map(({ properties }) => last(String(properties['roleDefinitionId'])));
    expect(roles.toSorted()).toEqual(Object.keys(leastPrivilege).toSorted());
    for (const assignment of given) {
      const { principalId, principalType, roleDefinitionId } = assignment.properties;
      expect(principalId).toMatch(appIdentity);
      expect(principalType).toBe('ServicePrincipal');
      expect(typeOfScope(assignment)).toBe(leastPrivilege[last(String(roleDefinitionId))]);
    }
  });

  test('the data role of Cosmos DB goes to the managed identity, on the one account', () => {
    const { properties } = only(
      resources,
      'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments',
    );
    expect(properties['principalId']).toMatch(appIdentity);
    expect(properties['scope']).toBe(only(resources, 'Microsoft.DocumentDB/databaseAccounts').id);
    // Built-in Data Contributor: it reads and writes items, and changes neither keys nor containers.
    expect(last(String(properties['roleDefinitionId']))).toBe(
      '00000000-0000-0000-0000-000000000002',
    );
  });

  test('no service takes a key or a password', () => {
    expect(propertiesOf('Microsoft.DocumentDB/databaseAccounts')).toMatchObject({
      disableLocalAuth: true,
      disableKeyBasedMetadataWriteAccess: true,
    });
    expect(propertiesOf('Microsoft.ServiceBus/namespaces')['disableLocalAuth']).toBe(true);
    expect(propertiesOf('Microsoft.SignalRService/webPubSub')['disableLocalAuth']).toBe(true);
    expect(propertiesOf('Microsoft.Storage/storageAccounts')).toMatchObject({
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
    });
    expect(propertiesOf('Microsoft.KeyVault/vaults')['enableRbacAuthorization']).toBe(true);
    expect(propertiesOf('Microsoft.Insights/components')['DisableLocalAuth']).toBe(true);
    expect(propertiesOf('Microsoft.OperationalInsights/workspaces')['features']).toMatchObject({
      disableLocalAuth: true,
    });
    for (const name of ['/ftp', '/scm'])
      expect(
        only(resources, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies', name).properties,
      ).toEqual({ allow: false });
  });

  test('nothing speaks less than TLS 1.2', () => {
    expect(propertiesOf('Microsoft.DocumentDB/databaseAccounts')['minimalTlsVersion']).toBe(
      'Tls12',
    );
    expect(propertiesOf('Microsoft.ServiceBus/namespaces')['minimumTlsVersion']).toBe('1.2');
    expect(propertiesOf('Microsoft.Storage/storageAccounts')).toMatchObject({
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
    });
    expect(propertiesOf('Microsoft.Web/sites')).toMatchObject({
      httpsOnly: true,
      siteConfig: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2', ftpsState: 'Disabled' },
    });
  });

  test('secrets are made by chance, or by their service, and stay in the vault', () => {
    const secrets = resources.filter(({ type }) => type === 'Microsoft.KeyVault/vaults/secrets');
    const values = secrets.map(({ name, properties }) => [last(name), properties['value']]);
    expect(Object.fromEntries(values)).toEqual({
      'HARVEST-SECRET': "[parameters('generatedSettings').HARVEST_SECRET]",
      'HARVEST-TOKEN': "[parameters('generatedSettings').HARVEST_TOKEN]",
      'WEB-PUBSUB-EVENT-KEY': expect.stringMatching(
        /^\[listKeys\('.*\/webPubSub\/wps-harvest-\w+', '[\d-]+'\)\.primaryKey\]$/,
      ),
    });
  });

  test('the live service tells the app of connections, at the address of the app', () => {
    const app = only(resources, 'Microsoft.Web/sites').name;
    const [handler, ...others] = z
      .array(z.object({ urlTemplate: z.string(), systemEvents: z.array(z.string()) }))
      .parse(propertiesOf('Microsoft.SignalRService/webPubSub/hubs')['eventHandlers']);
    expect(others).toEqual([]);
    expect(handler).toMatchObject({
      urlTemplate: `https://${app}.azurewebsites.net/api/live/events`,
      systemEvents: ['connect', 'connected', 'disconnected'],
    });
  });
});

function last(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The type of what a role assignment is on, read from its id. */
function typeOfScope({ id }: Resource): string {
  const scope = /^\[extensionResourceId\('([^']+)'/.exec(id)?.[1] ?? id;
  const [, provider, ...path] = scope.slice(scope.indexOf('/providers/')).split('/').slice(1);
  return [provider, ...path.filter((_, index) => index % 2 === 0)].join('/');
}
