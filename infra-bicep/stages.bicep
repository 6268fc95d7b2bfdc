@export()
@description('What differs between one deployment of Harvest and another, apart from names and addresses.')
type Stage = {
  @description('Instances that never sleep. Without one, a request after a quiet time waits for a cold start.')
  alwaysReady: { http: int, durable: int }

  @description('Ceiling of instances per group of functions that scales by itself.')
  maximumInstances: int

  @description('serverless bills each request unit; autoscale bills 10 to 100 % of the ceiling, hour by hour.')
  cosmos: { mode: 'serverless' | 'autoscale', maxThroughput: int? }

  @description('Free_F1 ends at 20 connections and 20,000 messages a day.')
  webPubSub: { sku: 'Free_F1' | 'Standard_S1', units: int }

  @description('Consumption bills each action; Dedicated bills capacity units.')
  durableTask: { name: 'Consumption' | 'Dedicated', capacity: int? }

  @description('Reach the data services through private endpoints only. Makes Service Bus Premium.')
  privateNetwork: bool

  @description('Copies in three zones, where the region has them.')
  zoneRedundant: bool

  @description('Days for which logs can be queried.')
  logRetentionDays: int

  @description('Gigabytes of logs a day, after which collection stops until the next day; -1 for no limit.')
  logDailyCapGb: int

  @description('Refuse to delete the vault and its secrets for good before 90 days. Cannot be taken back.')
  purgeProtection: bool
}

@export()
@description('The stages by name.')
var stages = {
  preview: {
    alwaysReady: { http: 0, durable: 0 }
    maximumInstances: 40
    cosmos: { mode: 'serverless' }
    webPubSub: { sku: 'Free_F1', units: 1 }
    durableTask: { name: 'Consumption' }
    privateNetwork: false
    zoneRedundant: false
    logRetentionDays: 30
    logDailyCapGb: 1
    purgeProtection: false
  }
  staging: {
    alwaysReady: { http: 1, durable: 1 }
    maximumInstances: 40
    cosmos: { mode: 'serverless' }
    webPubSub: { sku: 'Standard_S1', units: 1 }
    durableTask: { name: 'Consumption' }
    privateNetwork: false
    zoneRedundant: false
    logRetentionDays: 30
    logDailyCapGb: 5
    purgeProtection: false
  }
  production: {
    alwaysReady: { http: 2, durable: 1 }
    maximumInstances: 100
    cosmos: { mode: 'autoscale', maxThroughput: 4000 }
    webPubSub: { sku: 'Standard_S1', units: 1 }
    durableTask: { name: 'Consumption' }
    privateNetwork: false
    zoneRedundant: true
    logRetentionDays: 90
    logDailyCapGb: -1
    purgeProtection: true
  }
  'production-private': {
    alwaysReady: { http: 2, durable: 1 }
    maximumInstances: 100
    cosmos: { mode: 'autoscale', maxThroughput: 4000 }
    webPubSub: { sku: 'Standard_S1', units: 1 }
    durableTask: { name: 'Consumption' }
    privateNetwork: true
    zoneRedundant: true
    logRetentionDays: 90
    logDailyCapGb: -1
    purgeProtection: true
  }
}
