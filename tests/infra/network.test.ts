import { describe, expect, test } from 'vitest';
import { only, resourcesOf, stages } from './snapshots.ts';

const closable = [
  'Microsoft.DocumentDB/databaseAccounts',
  'Microsoft.DurableTask/schedulers',
  'Microsoft.KeyVault/vaults',
  'Microsoft.ServiceBus/namespaces',
  'Microsoft.Storage/storageAccounts',
];

describe('with a private network', () => {
  const resources = resourcesOf('production-private');

  test('every data service has an endpoint in it, with a name that leads there', () => {
    const groups = resources
      .filter(({ type }) => type === 'Microsoft.Network/privateEndpoints')
      .flatMap(({ properties }) => properties['privateLinkServiceConnections'])
      .map((connection) => (connection as { properties: { groupIds: string[] } }).properties);
    expect(groups.flatMap(({ groupIds }) => groupIds).toSorted()).toEqual(
      ['blob', 'table', 'vault', 'Sql', 'namespace', 'webpubsub', 'scheduler'].toSorted(),
    );
    for (const type of [
      'Microsoft.Network/privateDnsZones',
      'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
      'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
    ])
      expect(resources.filter((each) => each.type === type)).toHaveLength(groups.length);
  });

  test.each(closable)('%s cannot be reached from outside', (type) => {
    expect(only(resources, type).properties['publicNetworkAccess']).toBe('Disabled');
  });

  test('clients reach Web PubSub from outside, and nobody else does', () => {
    const { properties } = only(resources, 'Microsoft.SignalRService/webPubSub');
    expect(properties['networkACLs']).toEqual({
      defaultAction: 'Allow',
      publicNetwork: { deny: ['RESTAPI', 'ServerConnection', 'Trace'] },
    });
  });

  test('Service Bus is of the tier that has private endpoints', () => {
    expect(only(resources, 'Microsoft.ServiceBus/namespaces').sku?.name).toBe('Premium');
  });

  test('the app sends through the network', () => {
    const { properties } = only(resources, 'Microsoft.Web/sites');
    expect(properties['virtualNetworkSubnetId']).toContain("'appSubnetId'");
  });
});

describe.each(stages.filter((stage) => stage !== 'production-private'))('%s', (stage) => {
  const resources = resourcesOf(stage);

  test('has no network of its own', () => {
    expect(resources.filter(({ type }) => type.startsWith('Microsoft.Network/'))).toEqual([]);
    for (const type of closable)
      expect(only(resources, type).properties['publicNetworkAccess']).toBe('Enabled');
  });

  test('has Service Bus Standard', () => {
    expect(only(resources, 'Microsoft.ServiceBus/namespaces').sku?.name).toBe('Standard');
  });
});
