import { Stage } from '../stages.bicep'

param name string
param location string
param tags object
param stage Stage
param identityId string
param workspaceId string

@description('Where packages are deployed to: a blob container.')
param packageContainerUrl string

@description('The subnet whose network the app uses, or an empty string.')
param subnetId string

@description('All settings of the app by name. Secrets come as references to the vault.')
param settings object

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true, zoneRedundant: stage.zoneRedundant }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: 'func-${name}'
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Sandboxes, webhooks and people call it from outside; each call is authorised by the app.
    publicNetworkAccess: 'Enabled'
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      ftpsState: 'Disabled'
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
    }
    functionAppConfig: {
      runtime: { name: 'node', version: '24' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        alwaysReady: filter(
          [
            { name: 'http', instanceCount: stage.alwaysReady.http }
            { name: 'durable', instanceCount: stage.alwaysReady.durable }
          ],
          each => each.instanceCount > 0
        )
        instanceMemoryMB: 2048
        maximumInstanceCount: stage.maximumInstances
      }
      // Instances of the old package finish what they do; orchestrations go by their version.
      #disable-next-line BCP037 // Documented, but not yet among the compiler's types.
      siteUpdateStrategy: { type: 'RollingUpdate' }
    }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: settings
  }
}

#disable-next-line use-recent-api-versions // The older versions lack logAnalyticsDestinationType and categoryGroup.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    // Its logs go to Application Insights.
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = app.id
output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
