import { describe, expect, test } from 'vitest';
import { cosmosContainers } from '../../adapters/cosmos/containers.ts';
import { promptQueueName } from '../../adapters/data-plane.ts';
import { only, resourcesOf, stages } from './snapshots.ts';

describe.each(stages)('%s', (stage) => {
  const resources = resourcesOf(stage);

  test('the queue keeps the order of a session, and takes a prompt once', () => {
    const queue = only(resources, 'Microsoft.ServiceBus/namespaces/queues', `/${promptQueueName}`);
    expect(queue.properties).toMatchObject({
      requiresSession: true,
      requiresDuplicateDetection: true,
      duplicateDetectionHistoryTimeWindow: 'PT10M',
      deadLetteringOnMessageExpiration: true,
      maxDeliveryCount: 10,
    });
  });

  test('the containers are those that the app expects', () => {
    const type = 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers';
    expect(resources.filter((each) => each.type === type)).toHaveLength(cosmosContainers.length);
    for (const { id, partitionKey, includedPaths, excludedPaths } of cosmosContainers)
      expect(only(resources, type, `/harvest/${id}`).properties['resource']).toMatchObject({
        id,
        defaultTtl: -1,
        partitionKey: { paths: [partitionKey] },
        indexingPolicy: {
          includedPaths: includedPaths.map((path) => ({ path })),
          excludedPaths: excludedPaths.map((path) => ({ path })),
        },
      });
  });

  test('whoever reads history finds what has just been written', () => {
    const { properties } = only(resources, 'Microsoft.DocumentDB/databaseAccounts');
    expect(properties['consistencyPolicy']).toEqual({ defaultConsistencyLevel: 'Strong' });
  });

  test('nobody joins the live hub without a token', () => {
    const hub = only(resources, 'Microsoft.SignalRService/webPubSub/hubs', '/harvest');
    expect(hub.properties['anonymousConnectPolicy']).toBe('deny');
  });
});

test('preview bills Cosmos DB by the request, production by a ceiling', () => {
  const throughputOf = (stage: 'preview' | 'production') =>
    only(resourcesOf(stage), 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases').properties;
  const account = only(resourcesOf('preview'), 'Microsoft.DocumentDB/databaseAccounts');
  expect(account.properties['capabilities']).toEqual([{ name: 'EnableServerless' }]);
  expect(throughputOf('preview')['options']).toEqual({});
  expect(throughputOf('production')['options']).toEqual({
    autoscaleSettings: { maxThroughput: 4000 },
  });
});
