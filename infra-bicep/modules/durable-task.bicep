import { roles } from '../roles.bicep'
import { Stage } from '../stages.bicep'

param name string
param location string
param tags object
param stage Stage
param principalId string

@description('As in host.json, or the app finds no work.')
param hubName string

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: stage.durableTask
    ipAllowlist: stage.privateNetwork ? [] : ['0.0.0.0/0']
    publicNetworkAccess: stage.privateNetwork ? 'Disabled' : 'Enabled'
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' = {
  parent: scheduler
  name: hubName
  properties: {}
}

resource contributes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: hub
  name: guid(hub.id, principalId, roles.durableTaskDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.durableTaskDataContributor
    )
  }
}

output id string = scheduler.id
output endpoint string = scheduler.properties.endpoint
