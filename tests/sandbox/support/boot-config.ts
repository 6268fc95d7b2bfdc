import type { BootConfig } from '../../../contracts/supervisor.ts';

/** A boot configuration with one model at `modelUrl` and limits that suit tests. */
export function makeBootConfig({
  modelUrl,
  limits,
  environment = {},
  ...rest
}: Omit<BootConfig, 'models' | 'limits' | 'environment'> & {
  environment?: BootConfig['environment'];
  modelUrl: string;
  limits: Partial<BootConfig['limits']>;
}): BootConfig {
  return {
    ...rest,
    environment,
    models: [
      {
        ref: 'rehearsal/rehearsal-1',
        id: 'rehearsal-1',
        name: 'Rehearsal',
        npm: '@ai-sdk/openai-compatible',
        baseUrl: modelUrl,
        contextTokens: 200_000,
        outputTokens: 8_000,
        price: { input: 3, output: 15, cacheRead: 0, cacheWrite: 0 },
        reasoning: true,
        images: false,
      },
    ],
    limits: {
      setupMs: 10_000,
      cloneMs: 20_000,
      orphanMs: 20_000,
      maxRetryWaitMs: 60_000,
      maxCompactions: 2,
      ...limits,
    },
  };
}
