param name string
param location string
param tags object
param emails string[]
param workspaceId string
param cosmosId string
param serviceBusId string

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'harvest'
    emailReceivers: [
      for (email, index) in emails: {
        name: 'email-${index}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

// Each query answers one row with the column `Value`, or none.
var logAlerts = [
  {
    name: 'api-errors'
    text: 'More than 5 % of the requests fail. Look at the failures; if a deployment began it, roll back.'
    query: loadTextContent('../alerts/api-errors.kql')
    above: 5
    window: 'PT5M'
    every: 'PT5M'
    severity: 1
  }
  {
    name: 'sandbox-start'
    text: 'Sandboxes take more than 10 seconds to start. Look at the phases, and at the state of the provider.'
    query: loadTextContent('../alerts/sandbox-start.kql')
    above: 10
    window: 'PT30M'
    every: 'PT15M'
    severity: 2
  }
  {
    name: 'live-disconnects'
    text: 'More than 10 % of the live connections break. Look at the units of Web PubSub, and at its state.'
    query: loadTextContent('../alerts/live-disconnects.kql')
    above: 10
    window: 'PT15M'
    every: 'PT15M'
    severity: 2
  }
  {
    name: 'cost-spike'
    text: 'Models cost more than twice as much as the day before. Look at the costs by person and session.'
    query: loadTextContent('../alerts/cost-spike.kql')
    above: 2
    window: 'P2D'
    every: 'PT1H'
    severity: 2
  }
]

resource logAlertRules 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in logAlerts: {
    name: '${alert.name}-${name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Harvest: ${alert.name}'
      description: alert.text
      enabled: true
      severity: alert.severity
      scopes: [workspaceId]
      evaluationFrequency: alert.every
      windowSize: alert.window
      autoMitigate: true
      // Tables appear with their first row, which comes after the deployment.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            metricMeasureColumn: 'Value'
            timeAggregation: 'Maximum'
            operator: 'GreaterThan'
            threshold: alert.above
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

var metricAlerts = [
  {
    name: 'prompts-waiting'
    text: 'Prompts wait in the queue. Look at whether the functions run, and at the ceiling of instances.'
    scope: serviceBusId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ActiveMessages'
    dimension: { name: 'EntityName', operator: 'Include', values: ['prompts'] }
    aggregation: 'Average'
    above: 50
  }
  {
    name: 'prompts-dead'
    text: 'Prompts could not be delivered ten times, and are dead again after being put back. Look at the failures.'
    scope: serviceBusId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'DeadletteredMessages'
    dimension: { name: 'EntityName', operator: 'Include', values: ['prompts'] }
    aggregation: 'Average'
    above: 0
  }
  {
    name: 'history-throttled'
    text: 'Cosmos DB turns calls away. Raise the ceiling of its throughput.'
    scope: cosmosId
    namespace: 'Microsoft.DocumentDB/databaseAccounts'
    metric: 'TotalRequests'
    dimension: { name: 'StatusCode', operator: 'Include', values: ['429'] }
    aggregation: 'Count'
    above: 100
  }
]

resource metricAlertRules 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for alert in metricAlerts: {
    name: '${alert.name}-${name}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.text
      enabled: true
      severity: 2
      scopes: [alert.scope]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: alert.name
            metricNamespace: alert.namespace
            metricName: alert.metric
            dimensions: [alert.dimension]
            timeAggregation: alert.aggregation
            operator: 'GreaterThan'
            threshold: alert.above
          }
        ]
      }
      actions: [{ actionGroupId: people.id }]
    }
  }
]
