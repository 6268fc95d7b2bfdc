import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Tests start real programs and hold native handles, which worker threads cannot shed.
    pool: 'forks',
    // Many tests wait for programs that they have started; two at a time fill two cores.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
  },
});
