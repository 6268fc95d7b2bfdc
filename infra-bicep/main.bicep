targetScope = 'subscription'

import { Stage } from 'stages.bicep'

@minLength(1)
@maxLength(40)
@description('Names the deployment; azd finds it by this tag. Two names make two separate deployments.')
param environmentName string

@metadata({ azd: { type: 'location' } })
@description('Region of everything but the console.')
param location string

@description('Region of the console; Static Web Apps has only these. Its files are served from everywhere.')
@allowed(['centralus', 'eastasia', 'eastus2', 'westeurope', 'westus2'])
param consoleLocation string

param stage Stage

@description('Who is told when an alert fires.')
param alertEmails string[]

@description('Settings of the app that are no secrets, by name: the address of a model endpoint, for instance.')
param plainSettings object

@description('Settings of the app whose values an operator keeps in the vault, under the same name with - for _.')
param vaultSettings string[]

@secure()
@description('Made at the first deployment only, and known to nobody.')
param generatedSettings { *: string } = {
  HARVEST_SECRET: '${newGuid()}${newGuid()}'
  HARVEST_TOKEN: '${newGuid()}${newGuid()}'
}

var generatedNames = ['HARVEST_SECRET', 'HARVEST_TOKEN']
var eventKeySetting = 'WEB_PUBSUB_EVENT_KEY'
var suffix = uniqueString(subscription().id, environmentName)
var name = 'harvest-${suffix}'
var vaultName = 'kv-${suffix}'
var storageName = 'st${suffix}'
var packageContainer = 'packages'
var blobContainer = 'blobs'
var appUrl = 'https://func-${name}.azurewebsites.net'
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-harvest-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: 'id-${name}', location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    retentionDays: stage.logRetentionDays
    dailyCapGb: stage.logDailyCapGb
    principalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: storageName
    location: location
    tags: tags
    zoneRedundant: stage.zoneRedundant
    privateNetwork: stage.privateNetwork
    packageContainer: packageContainer
    blobContainer: blobContainer
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/key-vault.bicep' = {
  scope: group
  params: {
    name: vaultName
    location: location
    tags: tags
    privateNetwork: stage.privateNetwork
    purgeProtection: stage.purgeProtection
    generatedNames: generatedNames
    generatedSettings: generatedSettings
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module cosmos 'modules/cosmos.bicep' = {
  scope: group
  params: {
    name: 'cosmos-${name}'
    location: location
    tags: tags
    stage: stage
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module serviceBus 'modules/service-bus.bicep' = {
  scope: group
  params: {
    name: 'sb-${name}'
    location: location
    tags: tags
    privateNetwork: stage.privateNetwork
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module webPubSub 'modules/web-pubsub.bicep' = {
  scope: group
  dependsOn: [vault]
  params: {
    name: 'wps-${name}'
    location: location
    tags: tags
    stage: stage
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
    eventsUrl: '${appUrl}/api/live/events'
    vaultName: vaultName
    eventKeyName: replace(eventKeySetting, '_', '-')
  }
}

module durableTask 'modules/durable-task.bicep' = {
  scope: group
  params: {
    name: 'dts-${name}'
    location: location
    tags: tags
    stage: stage
    hubName: loadJsonContent('../host.json', 'extensions.durableTask.hubName')
    principalId: identity.outputs.principalId
  }
}

module network 'modules/network.bicep' = if (stage.privateNetwork) {
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    targets: [
      {
        name: 'blob'
        resourceId: storage.outputs.id
        group: 'blob'
        zone: 'privatelink.blob.${environment().suffixes.storage}'
      }
      {
        name: 'table'
        resourceId: storage.outputs.id
        group: 'table'
        zone: 'privatelink.table.${environment().suffixes.storage}'
      }
      {
        name: 'vault'
        resourceId: vault.outputs.id
        group: 'vault'
        zone: 'privatelink.vaultcore.azure.net'
      }
      {
        name: 'cosmos'
        resourceId: cosmos.outputs.id
        group: 'Sql'
        zone: 'privatelink.documents.azure.com'
      }
      {
        name: 'service-bus'
        resourceId: serviceBus.outputs.id
        group: 'namespace'
        zone: 'privatelink.servicebus.windows.net'
      }
      {
        name: 'web-pubsub'
        resourceId: webPubSub.outputs.id
        group: 'webpubsub'
        zone: 'privatelink.webpubsub.azure.com'
      }
      {
        name: 'durable-task'
        resourceId: durableTask.outputs.id
        group: 'scheduler'
        zone: 'privatelink.durabletask.io'
      }
    ]
  }
}

module console 'modules/console.bicep' = {
  scope: group
  params: {
    name: 'stapp-${name}'
    location: consoleLocation
    tags: tags
  }
}

var secretSettings = reduce(
  concat(generatedNames, [eventKeySetting], vaultSettings),
  {},
  (all, setting) =>
    union(all, {
      '${setting}': '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${replace(setting, '_', '-')})'
    })
)

module app 'modules/function-app.bicep' = {
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    stage: stage
    identityId: identity.outputs.id
    workspaceId: monitoring.outputs.workspaceId
    packageContainerUrl: '${storage.outputs.blobEndpoint}${packageContainer}'
    subnetId: network.?outputs.appSubnetId ?? ''
    settings: union(plainSettings, secretSettings, {
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.insightsConnectionString
      AZURE_CLIENT_ID: identity.outputs.clientId
      AzureWebJobsStorage__accountName: storageName
      AzureWebJobsStorage__clientId: identity.outputs.clientId
      AzureWebJobsStorage__credential: 'managedidentity'
      BLOB_CONTAINER_URL: storage.outputs.blobContainerUrl
      COSMOS_ENDPOINT: cosmos.outputs.endpoint
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${durableTask.outputs.endpoint};Authentication=ManagedIdentity;ClientID=${identity.outputs.clientId}'
      HARVEST_CONSOLE_URL: console.outputs.url
      HARVEST_HOME: '/tmp/harvest'
      // The alerts read lines of this level.
      HARVEST_LOG: 'info'
      HARVEST_PUBLIC_URL: appUrl
      SERVICE_BUS__clientId: identity.outputs.clientId
      SERVICE_BUS__credential: 'managedidentity'
      SERVICE_BUS__fullyQualifiedNamespace: serviceBus.outputs.fullyQualifiedNamespace
      WEB_PUBSUB_ENDPOINT: webPubSub.outputs.endpoint
    })
  }
}

module consoleApi 'modules/console-api.bicep' = {
  scope: group
  params: {
    consoleName: console.outputs.name
    functionAppName: app.outputs.name
    functionAppLocation: location
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    emails: alertEmails
    workspaceId: monitoring.outputs.workspaceId
    cosmosId: cosmos.outputs.id
    serviceBusId: serviceBus.outputs.id
  }
}

output HARVEST_CONSOLE_URL string = console.outputs.url
output HARVEST_PUBLIC_URL string = app.outputs.url
output AZURE_FUNCTION_APP_NAME string = app.outputs.name
output AZURE_KEY_VAULT_NAME string = vaultName
output AZURE_LOG_WORKSPACE_ID string = monitoring.outputs.workspaceCustomerId
output AZURE_RESOURCE_GROUP string = group.name
