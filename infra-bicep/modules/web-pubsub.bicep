import { roles } from '../roles.bicep'
import { Stage } from '../stages.bicep'

param name string
param location string
param tags object
param stage Stage
param principalId string
param workspaceId string

@description('Where the service tells the app of connections.')
param eventsUrl string

@description('The vault that gets the key with which the service signs what it tells.')
param vaultName string

@description('The name of that key there.')
param eventKeyName string

resource service 'Microsoft.SignalRService/webPubSub@2024-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'WebPubSub'
  sku: { name: stage.webPubSub.sku, capacity: stage.webPubSub.units }
  properties: {
    disableLocalAuth: true
    publicNetworkAccess: 'Enabled'
    // Browsers and sandboxes connect from anywhere; whatever needs a role stays inside.
    networkACLs: {
      defaultAction: 'Allow'
      publicNetwork: stage.privateNetwork ? { deny: ['RESTAPI', 'ServerConnection', 'Trace'] } : {}
    }
    resourceLogConfiguration: { categories: [{ name: 'ConnectivityLogs', enabled: 'true' }] }
  }
}

resource hub 'Microsoft.SignalRService/webPubSub/hubs@2024-03-01' = {
  parent: service
  name: 'harvest'
  properties: {
    anonymousConnectPolicy: 'deny'
    // `connect` is answered with what `disconnected` has to bring back: whose page it was, and where.
    eventHandlers: [
      { urlTemplate: eventsUrl, userEventPattern: '', systemEvents: ['connect', 'connected', 'disconnected'] }
    ]
  }
}

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = {
  name: vaultName
}

// Nobody gets in with it, since local authentication is off: the app checks signatures with it.
resource eventKey 'Microsoft.KeyVault/vaults/secrets@2026-05-15' = {
  parent: vault
  name: eventKeyName
  properties: { value: service.listKeys().primaryKey, contentType: 'text/plain' }
}

resource owns 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: service
  name: guid(service.id, principalId, roles.webPubSubServiceOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.webPubSubServiceOwner)
  }
}

#disable-next-line use-recent-api-versions // The older versions lack logAnalyticsDestinationType and categoryGroup.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: service
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [{ category: 'ConnectivityLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = service.id
output endpoint string = 'https://${service.properties.hostName}'
