import type { Intent } from '../protocol.ts';
import { type Action, ActionType, type RetryOptions } from './actions.ts';

/** An intent whose id is still to be counted. */
export type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

export type TaskAction = Extract<Action, { functionName: string }>;
type EntityAction = Extract<Action, { operation: string }>;

/** The call of an activity or a sub-orchestration. */
export function taskIntent(
  action: TaskAction,
): Unnumbered<Extract<Intent, { kind: 'activity' | 'orchestration' }>> {
  const { functionName: name } = action;
  const input = jsonText(action.input);
  if (
    action.actionType === ActionType.callActivity ||
    action.actionType === ActionType.callActivityWithRetry
  ) {
    return { kind: 'activity', name, input };
  }
  return {
    kind: 'orchestration',
    name,
    input,
    ...(action.instanceId && { instance: action.instanceId }),
    ...(action.version && { version: action.version }),
  };
}

/** An operation for an entity; a null input counts as none, as on Azure. */
export function entityIntent(
  kind: 'call' | 'signal',
  action: EntityAction,
): Unnumbered<Extract<Intent, { kind: 'call' | 'signal' }>> {
  const { instanceId: target, operation, input } = action;
  return { kind, target, operation, input: input === null ? null : jsonText(input) };
}

/** Milliseconds from the failure of attempt number `attempt` (from 1) to the next one. */
export function retryDelay(retry: RetryOptions, attempt: number): number {
  const grown =
    retry.firstRetryIntervalInMilliseconds * (retry.backoffCoefficient ?? 1) ** (attempt - 1);
  return Math.min(grown, retry.maxRetryIntervalInMilliseconds ?? Number.POSITIVE_INFINITY);
}

export function jsonText(value: unknown): string | null {
  return JSON.stringify(value) ?? null;
}
