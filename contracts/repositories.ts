import { z } from 'zod';
import { Timestamp } from './ids.ts';

export const RepositorySummary = z.object({
  repositoryId: z.string(),
  source: z.string(),
  kind: z.enum(['local', 'remote']),
  defaultBranch: z.string(),
});

/** How many of a repository's sessions are counted at most. */
export const countedSessions = 1_000;

export const RepositoryDetail = RepositorySummary.extend({
  /** The text of `.harvest/setup.sh` and `.harvest/start.sh`; null where there is none. */
  setupHook: z.string().nullable(),
  startHook: z.string().nullable(),
  /** Names of the variables that its sandboxes get, in order; values are never answered. */
  environment: z.array(z.string()),
  lastUsedAt: Timestamp.nullable(),
  sessions: z.number().int().nonnegative(),
});

export const NewRepository = z.object({
  /** A path on the service's machine, an https clone URL, or `sample`. */
  source: z.string().min(1).max(1_000),
});

/** Variables of a repository at most, and characters of a value and of all together. */
const variableLimit = 100;
const valueLimit = 16_000;
export const environmentLimit = 64_000;

export const VariableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'must be letters, digits and _')
  .refine((name) => !/^(HARVEST|OPENCODE)_/i.test(name), 'is reserved for Harvest itself');

export const EnvironmentChange = z.object({
  set: z
    .record(
      VariableName,
      z
        .string()
        .max(valueLimit)
        .refine((value) => !value.includes('\0')),
    )
    .default({}),
  unset: z.array(VariableName).max(variableLimit).default([]),
});
export type EnvironmentChange = z.infer<typeof EnvironmentChange>;

/** Whether a sandbox can be given all of these variables. */
export function fitsEnvironment(variables: Readonly<Record<string, string>>): boolean {
  const entries = Object.entries(variables);
  const characters = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return entries.length <= variableLimit && characters <= environmentLimit;
}
