param name string
param location string
param tags object

resource console 'Microsoft.Web/staticSites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'console' })
  // Free cannot pass /api on to a function app, and the console's cookie needs one origin.
  sku: { name: 'Standard', tier: 'Standard' }
  properties: { allowConfigFileUpdates: true, stagingEnvironmentPolicy: 'Disabled' }
}

output name string = console.name
output url string = 'https://${console.properties.defaultHostname}'
