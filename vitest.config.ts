import { defineConfig } from 'vitest/config';

/** Tests of functions alone: they share a process, for its start costs more than most of them. */
const pure = [
  'tests/{contracts,core,infra}/**/*.test.ts',
  'tests/cli/{render,watch}/**/*.test.ts',
  'tests/web/!(flows|components)/**/*.test.ts',
];

/** Components of the console, in a DOM without a browser. */
const components = ['tests/web/components/*.test.ts'];

/** A whole service, an agent and a browser each; skipped where there is no browser. */
const browser = ['tests/web/flows/**/*.test.ts'];

export default defineConfig({
  test: {
    // Tests start real programs and hold native handles, which worker threads cannot shed.
    pool: 'forks',
    // Tests mostly wait for programs that they have started; three at a time fill two cores.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
    projects: [
      'web-nuxt/vitest.config.ts',
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: browser,
          testTimeout: 300_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['tests/**/*.test.ts'],
          exclude: [...pure, ...components, ...browser],
        },
      },
    ],
  },
});
