import { z } from 'zod';
import type { Worker } from '../../functions/worker.ts';
import type { FailureDetails } from '../history.ts';
import type { TaskOutcome } from '../messages.ts';

/** What the SDK writes into the message of an error when the app classifies its exceptions. */
const classified = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  isNonRetriable: z.boolean().default(false),
  properties: z.record(z.string(), z.unknown()).nullish(),
  stackTrace: z.string().nullish(),
});

export type ActivityCall = {
  functionName: string;
  instance: string;
  /** JSON text of the SDK's action input, in which a string is itself a JSON text. */
  input: string | null;
  extraInputs: Record<string, unknown>;
};

/** Runs an activity once. Never rejects: whatever goes wrong is the activity's outcome. */
export async function runActivity(worker: Worker, call: ActivityCall): Promise<TaskOutcome> {
  try {
    const returned = await worker.invoke(call.functionName, {
      input: call.input === null ? undefined : (JSON.parse(call.input) ?? undefined),
      extraInputs: call.extraInputs,
      metadata: { instanceId: call.instance },
    });
    return { ok: true, result: JSON.stringify(returned) ?? 'null' };
  } catch (error) {
    return activityFailure(call.functionName, error);
  }
}

/** The outcome of an activity that could not be run, or threw `error`. */
export function activityFailure(functionName: string, error: unknown): TaskOutcome {
  const thrown = error instanceof Error ? error : new Error(String(error));
  const failureDetails = failureDetailsOf(thrown);
  return {
    ok: false,
    reason: `Activity function '${functionName}' failed: ${thrown.message}`,
    details: thrown.stack ?? thrown.message,
    ...(failureDetails && { failureDetails }),
  };
}

function failureDetailsOf(error: Error): FailureDetails | undefined {
  if (!error.message.startsWith('{')) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(error.message);
  } catch {
    return undefined;
  }
  const parsed = classified.safeParse(json);
  if (!parsed.success) return undefined;
  return {
    ErrorType: parsed.data.errorType,
    ErrorMessage: parsed.data.errorMessage,
    StackTrace: parsed.data.stackTrace ?? null,
    IsNonRetriable: parsed.data.isNonRetriable,
    Properties: parsed.data.properties ?? null,
    InnerFailure: null,
  };
}
