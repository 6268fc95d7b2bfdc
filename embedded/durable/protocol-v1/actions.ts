import { z } from 'zod';

/** Action numbers of durable-functions 3.x (`ActionType`). */
export const ActionType = {
  callActivity: 0,
  callActivityWithRetry: 1,
  callSubOrchestrator: 2,
  callSubOrchestratorWithRetry: 3,
  continueAsNew: 4,
  createTimer: 5,
  waitForExternalEvent: 6,
  callEntity: 7,
  callHttp: 8,
  signalEntity: 9,
  whenAny: 11,
  whenAll: 12,
  lockEntities: 13,
  releaseEntities: 14,
} as const;

const retryOptions = z.object({
  firstRetryIntervalInMilliseconds: z.number(),
  maxNumberOfAttempts: z.number(),
  backoffCoefficient: z.number().optional(),
  maxRetryIntervalInMilliseconds: z.number().optional(),
});
export type RetryOptions = z.infer<typeof retryOptions>;

const named = { functionName: z.string(), input: z.unknown().optional() };
const child = { ...named, instanceId: z.string().nullish(), version: z.string().nullish() };
const entity = {
  instanceId: z.string(),
  operation: z.string(),
  input: z.unknown().optional(),
};

const leaf = z.discriminatedUnion('actionType', [
  z.object({ actionType: z.literal(ActionType.callActivity), ...named }),
  z.object({ actionType: z.literal(ActionType.callActivityWithRetry), ...named, retryOptions }),
  z.object({ actionType: z.literal(ActionType.callSubOrchestrator), ...child }),
  z.object({
    actionType: z.literal(ActionType.callSubOrchestratorWithRetry),
    ...child,
    retryOptions,
  }),
  z.object({ actionType: z.literal(ActionType.continueAsNew), input: z.unknown().optional() }),
  z.object({
    actionType: z.literal(ActionType.createTimer),
    fireAt: z.iso.datetime().transform((text) => Date.parse(text)),
    isCanceled: z.boolean(),
  }),
  z.object({
    actionType: z.literal(ActionType.waitForExternalEvent),
    externalEventName: z.string(),
  }),
  z.object({ actionType: z.literal(ActionType.callEntity), ...entity }),
  z.object({ actionType: z.literal(ActionType.signalEntity), ...entity }),
  z.object({ actionType: z.literal(ActionType.callHttp) }),
  z.object({ actionType: z.literal(ActionType.lockEntities) }),
  z.object({ actionType: z.literal(ActionType.releaseEntities) }),
]);

type Compound = {
  actionType: typeof ActionType.whenAny | typeof ActionType.whenAll;
  compoundActions: Action[];
};
export type Action = z.infer<typeof leaf> | Compound;

const compound = z.object({
  actionType: z.literal([ActionType.whenAny, ActionType.whenAll]),
  get compoundActions() {
    return z.array(action);
  },
});
const action: z.ZodType<Action> = z.union([leaf, compound]);

/**
 * What an orchestrator hands back after each replay. `actions[0]` lists everything it has asked
 * for since the start of this execution, in order and without ids.
 */
export const orchestratorState = z.object({
  isDone: z.boolean(),
  actions: z.array(z.array(action)),
  output: z.unknown().optional(),
  customStatus: z.unknown().optional(),
  error: z.string().optional(),
});
export type OrchestratorState = z.infer<typeof orchestratorState>;
