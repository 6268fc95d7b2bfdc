param consoleName string
param functionAppName string
param functionAppLocation string

resource console 'Microsoft.Web/staticSites@2025-03-01' existing = {
  name: consoleName
}

resource functionApp 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
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
