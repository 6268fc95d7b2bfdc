import { join, resolve } from 'node:path';
import ui from '@nuxt/ui/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const root = resolve(import.meta.dirname, '..');
const noIcons = join(root, 'tests/web/components/support/no-icons.ts');

/** Compiles components without Nuxt, for tests in a DOM; their names are global as in the app. */
export default defineConfig({
  root,
  resolve: { alias: { '@iconify/vue': noIcons } },
  plugins: [
    vue(),
    ui({
      // Where it writes what it generates. Not into .nuxt: a build that finds one takes it for its own.
      root: join(import.meta.dirname, 'node_modules/.cache/components'),
      dts: false,
      router: false,
      icon: { clientBundle: false },
      autoImport: { imports: ['vue'] },
      components: { dirs: [join(import.meta.dirname, 'app/components')] },
    }),
  ],
  test: {
    name: 'components',
    include: ['tests/web/components/*.test.ts'],
    environment: 'happy-dom',
    // Both as in the configuration of all tests, which this is a part of.
    pool: 'forks',
    maxWorkers: 3,
    isolate: false,
    testTimeout: 20_000,
  },
});
