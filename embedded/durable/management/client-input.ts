export type ClientInputOptions = {
  taskHub: string;
  /** Public root of the management API, with no credential in it. */
  publicUrl: string;
  /** Where the SDK's client sends its requests; ends in `/` and contains the process's key. */
  rpcUrl: string;
};

/**
 * The value of a `durableClient` input binding (`OrchestrationClientInputData`).
 *
 * The management URLs, which an app may hand to a browser, do not contain the key and so lead
 * nowhere: on this host only the SDK's client in the same process may use the API.
 */
export function clientInput({ taskHub, publicUrl, rpcUrl }: ClientInputOptions): string {
  const create = `${publicUrl}/orchestrators/{functionName}[/{instanceId}]`;
  const instance = `${publicUrl}/instances/INSTANCEID`;
  return JSON.stringify({
    taskHubName: taskHub,
    connectionName: null,
    creationUrls: {
      createNewInstancePostUri: create,
      createAndWaitOnNewInstancePostUri: create,
    },
    managementUrls: {
      id: 'INSTANCEID',
      statusQueryGetUri: instance,
      sendEventPostUri: `${instance}/raiseEvent/{eventName}`,
      terminatePostUri: `${instance}/terminate?reason={text}`,
      rewindPostUri: `${instance}/rewind?reason={text}`,
      purgeHistoryDeleteUri: instance,
      restartPostUri: `${instance}/restart`,
      suspendPostUri: `${instance}/suspend?reason={text}`,
      resumePostUri: `${instance}/resume?reason={text}`,
    },
    baseUrl: publicUrl,
    requiredQueryStringParameters: '',
    rpcBaseUrl: rpcUrl,
  });
}
