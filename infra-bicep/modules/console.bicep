param name string
param location string
param tags object
param functionAppName string
param functionAppLocation string

resource functionApp 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

resource console 'Microsoft.Web/staticSites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'console' })
  // Free cannot pass /api on to a function app, and the console's cookie needs one origin.
  sku: { name: 'Standard', tier: 'Standard' }
  properties: { allowConfigFileUpdates: true, stagingEnvironmentPolicy: 'Disabled' }
}

resource api 'Microsoft.Web/staticSites/linkedBackends@2025-03-01' = {
  parent: console
  name: 'api'
  properties: { backendResourceId: functionApp.id, region: functionAppLocation }
}

// Linking makes the app refuse what does not come through the console. Sandboxes, webhooks and the
// command line call it directly, and the app authorises every call itself.
resource directAccess 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: functionApp
  name: 'authsettingsV2'
  properties: { platform: { enabled: false } }
  dependsOn: [api]
}

output url string = 'https://${console.properties.defaultHostname}'
