/**
 * The client libraries for Azure, in one module that is loaded when one of them is first used. The
 * build makes a file of its own of it, so that the single-machine host never reads their code.
 */
export { CosmosClient } from '@azure/cosmos';
export { DefaultAzureCredential } from '@azure/identity';
export { ServiceBusClient } from '@azure/service-bus';
export { default as Long } from 'long';
