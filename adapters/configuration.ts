import { z } from 'zod';
import { ModelRef, Person } from '../contracts/ids.ts';
import { azureProblems, azureSettings } from './azure/settings.ts';
import { httpUrl } from './http-url.ts';
import { levels } from './log.ts';
import type { ModelSettings } from './models/settings.ts';

const port = 'must be a number between 0 and 65535';
const longestSeconds = 30 * 86_400;
const longestDays = 3_650;

/** Seconds as people write them, milliseconds from here on. */
const seconds = (fallback: number) =>
  z.coerce
    .number('must be a number of seconds')
    .min(0.001, 'must be 0.001 or more')
    .max(longestSeconds, `must be at most ${longestSeconds} (30 days)`)
    .default(fallback)
    .transform((value) => Math.round(value * 1_000));

/** Whole days, milliseconds from here on; without a value there is no end. */
const days = z.coerce
  .number('must be a number of days')
  .int('must be a whole number of days')
  .min(1, 'must be 1 or more')
  .max(longestDays, `must be at most ${longestDays} (10 years)`)
  .transform((value) => value * 86_400_000)
  .optional();

/** What clients are told of a model must be what they may ask for. */
const endpointModel = z
  .string()
  .refine(
    (model) => ModelRef.safeParse(`endpoint/${model}`).success,
    'must be the name of a model: without spaces, of at most 120 characters',
  );

const secret = z.string().min(16, 'must have 16 characters or more');

const Environment = z.object({
  HARVEST_HOME: z.string().min(1),
  HARVEST_PORT: z.coerce.number(port).int(port).min(0, port).max(65_535, port).default(7_071),
  HARVEST_PUBLIC_URL: httpUrl('must be the address at which sandboxes reach the service'),
  HARVEST_CONSOLE_URL: httpUrl('must be the address at which people open the console').optional(),
  HARVEST_SECRET: secret,
  HARVEST_TOKEN: secret,
  HARVEST_SIGN_IN_CODE: z.string().min(8).optional(),
  HARVEST_LOG: z.enum(levels, `must be one of ${levels.join(', ')}`).default('warn'),
  HARVEST_RUNTIME: z.string().min(1).optional(),
  HARVEST_NODE: z.string().min(1).optional(),
  HARVEST_OPENCODE: z.string().min(1).optional(),
  HARVEST_USER_NAME: Person.shape.name.default('You'),
  HARVEST_USER_EMAIL: Person.shape.email,
  HARVEST_IDLE_SECONDS: seconds(600),
  HARVEST_ANSWER_SECONDS: seconds(7 * 86_400),
  HARVEST_SETUP_SECONDS: seconds(600),
  HARVEST_CLONE_SECONDS: seconds(600),
  HARVEST_BOOT_SECONDS: seconds(60),
  HARVEST_LOST_SECONDS: seconds(20),
  HARVEST_ORPHAN_SECONDS: seconds(600),
  HARVEST_RETENTION_DAYS: days,
  HARVEST_MODEL_URL: httpUrl('must be the address of an OpenAI-compatible endpoint').optional(),
  HARVEST_MODEL_KEY: z.string().optional(),
  HARVEST_MODEL: endpointModel.optional(),
  ANTHROPIC_API_KEY: z.string().optional(),
  OPENAI_API_KEY: z.string().optional(),
  AZURE_OPENAI_ENDPOINT: httpUrl('must be the address of an Azure OpenAI resource').optional(),
  AZURE_OPENAI_API_KEY: z.string().optional(),
  OPENROUTER_API_KEY: z.string().optional(),
  ...azureSettings,
});

/** The app's settings: by their names in the environment, but for times, which are milliseconds. */
const Settings = Environment.transform(
  ({
    HARVEST_IDLE_SECONDS: idleMs,
    HARVEST_ANSWER_SECONDS: answerMs,
    HARVEST_SETUP_SECONDS: setupMs,
    HARVEST_CLONE_SECONDS: cloneMs,
    HARVEST_BOOT_SECONDS: bootMs,
    HARVEST_LOST_SECONDS: lostMs,
    HARVEST_ORPHAN_SECONDS: orphanMs,
    HARVEST_RETENTION_DAYS: retentionMs,
    ...named
  }) => ({ ...named, idleMs, answerMs, setupMs, cloneMs, bootMs, lostMs, orphanMs, retentionMs }),
);
export type Settings = z.infer<typeof Settings>;

/** What sandboxes are made of on the machine of the single-machine host. */
const programNames = ['HARVEST_RUNTIME', 'HARVEST_NODE', 'HARVEST_OPENCODE'] as const;

/** Every setting that there is, by its name in the environment. */
export const settingNames: readonly string[] = Object.keys(Environment.shape);

/** All that is wrong with the settings, in one error. */
export class ConfigurationError extends Error {
  constructor(problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((each) => `  - ${each}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/**
 * Parses the environment once. Empty values count as absent. Values are never in the error.
 *
 * @param host what the app runs on, which decides what may be left out
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  host: 'embedded' | 'azure',
): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Settings.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (Boolean(given['AZURE_OPENAI_ENDPOINT']) !== Boolean(given['AZURE_OPENAI_API_KEY']))
    problems.push('AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY go together');
  if (host === 'embedded')
    problems.push(
      ...programNames.filter((name) => !given[name]).map((name) => `${name}: is missing`),
    );
  problems.push(...azureProblems(given, host));
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(problems);
  return parsed.data;
}

/** Where people open the console, without a slash at the end: beside the API, unless it is told. */
export function consoleUrl(
  settings: Pick<Settings, 'HARVEST_CONSOLE_URL' | 'HARVEST_PUBLIC_URL'>,
): string {
  return (settings.HARVEST_CONSOLE_URL ?? settings.HARVEST_PUBLIC_URL).replace(/\/$/, '');
}

/** The model connections among the settings. */
export function modelSettings(settings: Settings): ModelSettings {
  const { HARVEST_MODEL_URL: url, HARVEST_MODEL_KEY: key, HARVEST_MODEL: model } = settings;
  const azureKey = settings.AZURE_OPENAI_API_KEY;
  return {
    ...(url ? { endpoint: { url, ...(key ? { key } : {}), ...(model ? { model } : {}) } } : {}),
    ...(settings.ANTHROPIC_API_KEY ? { anthropic: { key: settings.ANTHROPIC_API_KEY } } : {}),
    ...(settings.OPENAI_API_KEY ? { openai: { key: settings.OPENAI_API_KEY } } : {}),
    ...(settings.AZURE_OPENAI_ENDPOINT && azureKey
      ? { azureOpenai: { endpoint: settings.AZURE_OPENAI_ENDPOINT, key: azureKey } }
      : {}),
    ...(settings.OPENROUTER_API_KEY ? { openrouter: { key: settings.OPENROUTER_API_KEY } } : {}),
  };
}
