import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import type { Steps } from './ask.ts';

/** For what may fail in passing: half a second, doubling to 8 s, six times in all. */
const patience = new df.RetryOptions(500, 6);
patience.backoffCoefficient = 2;
patience.maxRetryIntervalInMilliseconds = 8_000;

/**
 * Registers an activity and answers the typed way to call it from an orchestrator. It runs at
 * least once: it looks before it creates, returns outcomes, and throws only for what a retry may heal.
 */
export function defineActivity<Input extends object, Output>(
  name: string,
  handler: (input: Input, context: InvocationContext) => Promise<Output>,
): (context: df.OrchestrationContext, input: Input) => Steps<Output> {
  df.app.activity(name, {
    extraInputs: [df.input.durableClient()],
    handler: (input, context) => handler(input as Input, context),
  });
  return function* (context, input) {
    return (yield context.df.callActivityWithRetry(name, patience, input)) as Output;
  };
}
