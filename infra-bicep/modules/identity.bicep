param name string
param location string
param tags object

// One identity, since a function app's code can use each identity that its app has: a second one
// would divide the roles on paper only.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

output id string = identity.id
output clientId string = identity.properties.clientId
output principalId string = identity.properties.principalId
