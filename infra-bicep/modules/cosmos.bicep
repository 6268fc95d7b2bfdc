import { Stage } from '../stages.bicep'

param name string
param location string
param tags object
param stage Stage
param principalId string
param workspaceId string

var isServerless = stage.cosmos.mode == 'serverless'
// As `adapters/cosmos/containers.ts` has them, and held to it by a test. Only what queries filter
// or sort by is indexed, since every indexed path makes every write dearer.
var containers = [
  {
    name: 'history'
    partitionKey: '/session'
    included: ['/seq/?']
    excluded: ['/*']
  }
  {
    name: 'documents'
    partitionKey: '/partition'
    included: ['/*']
    excluded: ['/updatedAt/?', '/writer/?', '/version/?', '/ttl/?']
  }
]

resource account 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    capabilities: isServerless ? [{ name: 'EnableServerless' }] : []
    // Whoever reads a session after a live message about it must find what the message told of,
    // whichever instance wrote it.
    consistencyPolicy: { defaultConsistencyLevel: 'Strong' }
    locations: [
      {
        locationName: location
        failoverPriority: 0
        isZoneRedundant: stage.zoneRedundant && !isServerless
      }
    ]
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: stage.privateNetwork ? 'Disabled' : 'Enabled'
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2026-03-15' = {
  parent: account
  name: 'harvest'
  properties: {
    resource: { id: 'harvest' }
    options: isServerless ? {} : { autoscaleSettings: { maxThroughput: stage.cosmos.?maxThroughput } }
  }
}

resource containerResources 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2026-03-15' = [
  for container in containers: {
    parent: database
    name: container.name
    properties: {
      resource: {
        id: container.name
        partitionKey: { kind: 'Hash', version: 2, paths: [container.partitionKey] }
        // On, with no default: an item lives until it is deleted, unless it says otherwise itself.
        defaultTtl: -1
        indexingPolicy: {
          indexingMode: 'consistent'
          includedPaths: map(container.included, path => { path: path })
          excludedPaths: map(container.excluded, path => { path: path })
        }
      }
    }
  }
]

var dataContributor = '00000000-0000-0000-0000-000000000002'

// On the account, which holds nothing else: a client reads the account's metadata first.
resource contributes 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15' = {
  parent: account
  name: guid(account.id, principalId, dataContributor)
  properties: {
    principalId: principalId
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/${dataContributor}'
    scope: account.id
  }
}

#disable-next-line use-recent-api-versions // The older versions lack logAnalyticsDestinationType and categoryGroup.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      { category: 'ControlPlaneRequests', enabled: true }
      { category: 'PartitionKeyRUConsumption', enabled: true }
    ]
    metrics: [{ category: 'Requests', enabled: true }]
  }
}

output id string = account.id
output endpoint string = account.properties.documentEndpoint
