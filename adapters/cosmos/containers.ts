import type { CosmosClient } from '@azure/cosmos';

/**
 * The containers that the app expects. Only what queries filter or sort by is indexed, because
 * every indexed path makes every write dearer. They are deployed by `infra-bicep/`.
 */
export const cosmosContainers = [
  {
    id: 'history',
    partitionKey: '/session',
    includedPaths: ['/seq/?'],
    excludedPaths: ['/*'],
  },
  {
    id: 'documents',
    partitionKey: '/partition',
    includedPaths: ['/*'],
    excludedPaths: ['/updatedAt/?', '/writer/?', '/version/?', '/ttl/?'],
  },
] as const;

/** Creates what is missing, in an emulator: a deployed service's identity may not. */
export async function createContainers(client: CosmosClient, databaseId: string): Promise<void> {
  const { database } = await client.databases.createIfNotExists({ id: databaseId });
  for (const { id, partitionKey, includedPaths, excludedPaths } of cosmosContainers) {
    await database.containers.createIfNotExists({
      id,
      partitionKey: { paths: [partitionKey] },
      // On, with no default: documents live until they are deleted unless one says otherwise.
      defaultTtl: -1,
      indexingPolicy: {
        includedPaths: includedPaths.map((path) => ({ path })),
        excludedPaths: excludedPaths.map((path) => ({ path })),
      },
    });
  }
}
