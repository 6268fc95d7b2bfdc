param name string
param location string
param tags object

@description('One private endpoint each.')
param targets { name: string, resourceId: string, group: string, zone: string }[]

resource network 'Microsoft.Network/virtualNetworks@2026-03-01' = {
  name: 'vnet-${name}'
  location: location
  tags: tags
  properties: { addressSpace: { addressPrefixes: ['10.71.0.0/24'] } }
}

resource closed 'Microsoft.Network/networkSecurityGroups@2026-03-01' = {
  name: 'nsg-${name}-endpoints'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'only-the-app'
        properties: {
          priority: 100
          access: 'Allow'
          direction: 'Inbound'
          protocol: 'Tcp'
          sourceAddressPrefix: '10.71.0.0/26'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRanges: ['443', '5671', '5672', '10250-10255']
        }
      }
      {
        name: 'nobody-else'
        properties: {
          priority: 4096
          access: 'Deny'
          direction: 'Inbound'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource apps 'Microsoft.Network/virtualNetworks/subnets@2026-03-01' = {
  parent: network
  name: 'apps'
  properties: {
    addressPrefix: '10.71.0.0/26'
    delegations: [
      { name: 'flex-consumption', properties: { serviceName: 'Microsoft.App/environments' } }
    ]
  }
}

resource endpoints 'Microsoft.Network/virtualNetworks/subnets@2026-03-01' = {
  parent: network
  name: 'endpoints'
  properties: {
    addressPrefix: '10.71.0.64/27'
    networkSecurityGroup: { id: closed.id }
    // Without it, security groups do not apply to private endpoints.
    privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled'
  }
  // Azure changes one subnet of a network at a time.
  dependsOn: [apps]
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for target in targets: {
    name: target.zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (target, index) in targets: {
    parent: zones[index]
    name: network.name
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2026-03-01' = [
  for target in targets: {
    name: 'pe-${target.name}-${name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: endpoints.id }
      privateLinkServiceConnections: [
        {
          name: target.name
          properties: {
            #disable-next-line use-resource-id-functions // It comes from another module's output.
            privateLinkServiceId: target.resourceId
            groupIds: [target.group]
          }
        }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2026-03-01' = [
  for (target, index) in targets: {
    parent: privateEndpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        { name: target.name, properties: { privateDnsZoneId: zones[index].id } }
      ]
    }
  }
]

output appSubnetId string = apps.id
