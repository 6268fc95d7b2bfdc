import { inspect } from 'node:util';
import type { AppHooks } from './app-hooks.ts';
import type { AppFunction } from './core-api.ts';
import type { CoreInvocation, CoreLog, ProgrammingModel } from './programming-model.ts';
import type { TypedData } from './typed-data.ts';

export type Call = {
  fn: AppFunction;
  invocationId: string;
  inputData: CoreInvocation['request']['inputData'];
  triggerMetadata: Record<string, TypedData>;
  retryContext?: { retryCount: number; maxRetryCount: number };
  /** Takes the place of the trigger's decoded input. */
  directInput?: unknown;
  /** Turns the handler's outcome into the result that is sent; without it errors are thrown. */
  settle?: (outcome: Outcome) => unknown;
};

export type Outcome = { ok: true; result: unknown } | { ok: false; error: unknown };

export type CallEnvironment = {
  model: ProgrammingModel;
  hooks: AppHooks;
  /** Shared by all hooks of the app. */
  appHookData: object;
  log: (call: Call, context: object | undefined, ...line: Parameters<CoreLog>) => void;
};

/**
 * Calls a function through the library, in the order the official worker keeps: arguments,
 * hooks before, handler, hooks after, response. Hooks may replace inputs, handler, result and
 * error. Rejects with what the handler (or a hook) threw, unless `settle` makes a result of it.
 */
export async function invoke(call: Call, environment: CallEnvironment): Promise<TypedData> {
  const { hooks } = environment;
  const { fn, invocationId } = call;
  // Lines that are logged before the library has made the context go without it.
  const made: { context?: object } = {};
  const invocation: CoreInvocation = {
    invocationId,
    metadata: fn.metadata,
    state: undefined,
    request: {
      invocationId,
      functionId: fn.name,
      inputData: call.inputData,
      triggerMetadata: call.triggerMetadata,
      ...(call.retryContext && { retryContext: call.retryContext }),
    },
    log: (...line) => environment.log(call, made.context, ...line),
  };
  const model = environment.model.getInvocationModel(invocation);
  const args = await model.getArguments();
  const { context, inputs } = args;
  made.context = context;
  if ('directInput' in call) inputs[0] = call.directInput;

  const shared = {
    hookData: {},
    appHookData: environment.appHookData,
    invocationContext: context,
  };
  const before = { ...shared, inputs, functionCallback: fn.callback };
  const after: typeof shared & { inputs: unknown[]; result: unknown; error: unknown } = {
    ...shared,
    inputs,
    result: null,
    error: null,
  };
  try {
    if (hooks.has('preInvocation')) {
      invocation.state = 'preInvocationHooks';
      await hooks.run('preInvocation', before);
      after.inputs = before.inputs;
    }
    invocation.state = 'invocation';
    after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = thrown(`Function ${fn.name}`, error);
  }
  try {
    if (hooks.has('postInvocation')) {
      invocation.state = 'postInvocationHooks';
      await hooks.run('postInvocation', after);
    }
  } catch (error) {
    after.error = thrown(`A hook of ${fn.name}`, error);
  }
  invocation.state = undefined;
  const outcome: Outcome = after.error
    ? { ok: false, error: after.error }
    : { ok: true, result: after.result };
  if (!outcome.ok && !call.settle) throw outcome.error;
  try {
    const result = call.settle ? call.settle(outcome) : after.result;
    const { returnValue } = await model.getResponse(context, result);
    return returnValue ?? {};
  } catch (error) {
    if (!call.settle) throw error;
    // What the handler returned cannot be sent (a header with a line break, say). The library
    // keeps the exchange until it has sent an answer, so the failure is sent through it as well.
    await model.getResponse(context, call.settle({ ok: false, error }));
    return {};
  }
}

/** Hooks tell a failure by its error, as on Azure: one that is empty would count as a success. */
function thrown(who: string, error: unknown): unknown {
  return error || new Error(`${who} threw ${inspect(error)}.`);
}
