// What `azd up` deploys: HARVEST_STAGE chooses the stage. All values come from the environment, which
// `azd env set NAME VALUE` keeps.
using 'main.bicep'

import { stages } from 'stages.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param consoleLocation = readEnvironmentVariable('HARVEST_CONSOLE_LOCATION', 'westeurope')
param stage = stages[readEnvironmentVariable('HARVEST_STAGE', 'production')]
param alertEmails = json(readEnvironmentVariable('HARVEST_ALERT_EMAILS', '[]'))
param plainSettings = json(readEnvironmentVariable('HARVEST_SETTINGS', '{}'))
param vaultSettings = json(readEnvironmentVariable('HARVEST_VAULT_SETTINGS', '[]'))
