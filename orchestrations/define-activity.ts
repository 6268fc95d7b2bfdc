import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import type { Steps } from './ask.ts';

/** For what may fail in passing: half a second, doubling to 8 s, six times in all. */
const patience = new df.RetryOptions(500, 6);
patience.backoffCoefficient = 2;
patience.maxRetryIntervalInMilliseconds = 8_000;

export type Activity<Input, Output> = {
  /** Waits for its result; throws what its last try threw. */
  (context: df.OrchestrationContext, input: Input): Steps<Output>;
  /** The same as a task, to wait for it among other things. */
  task(context: df.OrchestrationContext, input: Input): TaskOf<Output>;
};

/** A task with the type of its result, which the SDK's own lacks. */
export type TaskOf<Output> = df.Task & { readonly result?: Output };

/**
 * Registers an activity and answers the typed way to call it from an orchestrator. It runs at
 * least once: it looks before it creates, returns outcomes, and throws only for what a retry may heal.
 */
export function defineActivity<Input extends object, Output>(
  name: string,
  handler: (input: Input, context: InvocationContext) => Promise<Output>,
): Activity<Input, Output> {
  df.app.activity(name, {
    extraInputs: [df.input.durableClient()],
    handler: (input, context) => handler(input as Input, context),
  });
  const task = (context: df.OrchestrationContext, input: Input): TaskOf<Output> =>
    context.df.callActivityWithRetry(name, patience, input) as TaskOf<Output>;
  function* call(context: df.OrchestrationContext, input: Input): Steps<Output> {
    return (yield task(context, input)) as Output;
  }
  return Object.assign(call, { task });
}
