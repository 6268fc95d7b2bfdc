import { roles } from '../roles.bicep'

param name string
param location string
param tags object
param privateNetwork bool
param purgeProtection bool
param principalId string
param workspaceId string

@description('Settings whose values are made by chance.')
param generatedNames string[]

@secure()
@description('Their values by setting name, each made by chance. One that the vault holds already stays as it is.')
param generatedSettings object

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: purgeProtection ? 90 : 7
    // The vault refuses `false`, even where it was never `true`.
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: privateNetwork ? 'Deny' : 'Allow', bypass: 'None' }
  }
}

@onlyIfNotExists()
resource secrets 'Microsoft.KeyVault/vaults/secrets@2026-05-15' = [
  for setting in generatedNames: {
    parent: vault
    name: replace(setting, '_', '-')
    properties: { value: generatedSettings[setting], contentType: 'text/plain' }
  }
]

resource reads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, principalId, roles.keyVaultSecretsUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}

#disable-next-line use-recent-api-versions // The older versions lack logAnalyticsDestinationType and categoryGroup.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = vault.id
output uri string = vault.properties.vaultUri
