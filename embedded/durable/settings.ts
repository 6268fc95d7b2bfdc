import { z } from 'zod';

export type Limits = {
  maxConcurrentActivities: number;
  maxConcurrentOrchestrators: number;
  maxConcurrentEntities: number;
  /** Messages that one turn of an orchestration or one batch of an entity takes. */
  maxOrchestratorBatch: number;
  maxEntityBatch: number;
  /** Turns of one target that may fail in the host before it is given up. */
  maxTurnAttempts: number;
  firstBackoffMs: number;
  maxBackoffMs: number;
  /** Characters of history kept in memory to spare re-reading it. */
  cachedHistoryChars: number;
  /** Finished instances are deleted when older than this, or beyond this number. */
  retentionMs: number;
  maxFinishedInstances: number;
  /** How long a person may look at what could not be processed. */
  quarantineMs: number;
};

export const defaultLimits: Limits = {
  maxConcurrentActivities: 64,
  maxConcurrentOrchestrators: 16,
  maxConcurrentEntities: 16,
  maxOrchestratorBatch: 500,
  maxEntityBatch: 50,
  maxTurnAttempts: 5,
  firstBackoffMs: 1_000,
  maxBackoffMs: 60_000,
  cachedHistoryChars: 8_000_000,
  retentionMs: 24 * 60 * 60 * 1_000,
  maxFinishedInstances: 10_000,
  quarantineMs: 30 * 24 * 60 * 60 * 1_000,
};

/** `extensions.durableTask` of host.json. */
export const DurableTask = z.object({
  hubName: z.string().optional(),
  defaultVersion: z.string().optional(),
  maxConcurrentActivityFunctions: z.int().positive().optional(),
  maxConcurrentOrchestratorFunctions: z.int().positive().optional(),
  maxConcurrentEntityFunctions: z.int().positive().optional(),
  maxEntityOperationBatchSize: z.int().positive().optional(),
});

export type DurableSettings = {
  taskHub: string;
  /** Version of instances that are started without one (`context.df.version`). */
  defaultVersion: string;
  limits: Limits;
};

/** What host.json says of durable functions; what it leaves out has a default. */
export function durableSettings(host: z.infer<typeof DurableTask> = {}): DurableSettings {
  const limits = { ...defaultLimits };
  limits.maxConcurrentActivities =
    host.maxConcurrentActivityFunctions ?? limits.maxConcurrentActivities;
  limits.maxConcurrentOrchestrators =
    host.maxConcurrentOrchestratorFunctions ?? limits.maxConcurrentOrchestrators;
  limits.maxConcurrentEntities = host.maxConcurrentEntityFunctions ?? limits.maxConcurrentEntities;
  limits.maxEntityBatch = host.maxEntityOperationBatchSize ?? limits.maxEntityBatch;
  return {
    taskHub: host.hubName ?? 'harvest',
    defaultVersion: host.defaultVersion ?? '',
    limits,
  };
}
