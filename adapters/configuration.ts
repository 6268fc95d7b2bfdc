import { z } from 'zod';
import { azureProblems, azureSettings } from './azure/settings.ts';
import type { ModelSettings } from './models/settings.ts';

const seconds = (fallback: number) =>
  z.coerce
    .number('must be a number of seconds')
    .positive('must be above 0')
    .default(fallback)
    .transform((value) => Math.round(value * 1_000));

const secret = z.string().min(16, 'must have 16 characters or more');

/** The app's settings, by their names in the environment. */
const Settings = z.object({
  HARVEST_HOME: z.string().min(1),
  HARVEST_PUBLIC_URL: z.url('must be the address at which sandboxes reach the service'),
  HARVEST_SECRET: secret,
  HARVEST_TOKEN: secret,
  HARVEST_SIGN_IN_CODE: z.string().min(8).optional(),
  HARVEST_RUNTIME: z.string().min(1),
  HARVEST_NODE: z.string().min(1),
  HARVEST_OPENCODE: z.string().min(1),
  HARVEST_USER_NAME: z.string().min(1).default('You'),
  HARVEST_USER_EMAIL: z.string().optional(),
  HARVEST_IDLE_SECONDS: seconds(600),
  HARVEST_SETUP_SECONDS: seconds(600),
  HARVEST_CLONE_SECONDS: seconds(600),
  HARVEST_BOOT_SECONDS: seconds(60),
  HARVEST_LOST_SECONDS: seconds(20),
  HARVEST_ORPHAN_SECONDS: seconds(600),
  HARVEST_MODEL_URL: z.url('must be the address of an OpenAI-compatible endpoint').optional(),
  HARVEST_MODEL_KEY: z.string().optional(),
  HARVEST_MODEL: z.string().optional(),
  ANTHROPIC_API_KEY: z.string().optional(),
  OPENAI_API_KEY: z.string().optional(),
  AZURE_OPENAI_ENDPOINT: z.url().optional(),
  AZURE_OPENAI_API_KEY: z.string().optional(),
  OPENROUTER_API_KEY: z.string().optional(),
  ...azureSettings,
});
export type Settings = z.infer<typeof Settings>;

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
  problems.push(...azureProblems(given, host));
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(problems);
  return parsed.data;
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
