import type { Plugin } from 'vite';

/** A static single-page app: both hosts serve the same files, and the browser talks to the API alone. */
export default defineNuxtConfig({
  compatibilityDate: '2026-09-01',
  modules: ['@nuxt/ui', '@pinia/nuxt'],
  ssr: false,
  telemetry: false,
  devtools: { enabled: false },
  css: ['~/assets/css/main.css'],
  // The framework's names are global, as everywhere in Nuxt; ours are imported, so that plain tests
  // and tools can follow them.
  imports: { scan: false },
  components: [{ path: '~/components', pathPrefix: false }],
  // Fonts and icons are packages: nothing is fetched while building, and nothing while running.
  ui: { fonts: false },
  icon: {
    provider: 'none',
    fallbackToApi: false,
    serverBundle: false,
    // Names stand in components and in tables of words.
    clientBundle: { scan: { globInclude: ['app/**/*.{vue,ts}'] }, sizeLimitKb: 512 },
  },
  experimental: {
    appManifest: false,
    payloadExtraction: false,
    // A page is loaded when somebody is about to open it, not because a link to it is in sight.
    defaults: { nuxtLink: { prefetchOn: { visibility: false, interaction: true } } },
  },
  spaLoadingTemplate: 'spa-loading.html',
  app: {
    head: {
      title: 'Harvest',
      titleTemplate: '%s',
      htmlAttrs: { lang: 'en' },
      meta: [{ name: 'viewport', content: 'width=device-width, initial-scale=1' }],
      link: [{ rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }],
    },
  },
  // Code is coloured in a worker, which loads each language when it is needed.
  vite: { worker: { format: 'es' }, plugins: [sidebarWithoutDrawer()] },
  nitro: { compressPublicAssets: { gzip: true, brotli: false } },
  hooks: {
    'build:manifest'(manifest) {
      // Pages are small and near; what is not shown need not be loaded.
      for (const resource of Object.values(manifest)) resource.prefetch = false;
      // The frame of the pages is fetched with the program, which would ask for it only afterwards.
      const entry = Object.values(manifest).find(({ isEntry }) => isEntry);
      const frame = Object.keys(manifest).find((key) => key.endsWith('layouts/default.vue'));
      if (!entry || !frame) throw new Error('The entry or the layout of the console is gone.');
      entry.imports = [...(entry.imports ?? []), frame];
    },
    // Every address has the same page.
    'prerender:routes'({ routes }) {
      routes.clear();
      routes.add('/200.html');
    },
  },
  typescript: { strict: true, typeCheck: false },
});

/**
 * On a phone the sidebar slides in; as a drawer, another of its modes, it would bring a library of
 * its own to every page.
 */
function sidebarWithoutDrawer(): Plugin {
  return {
    name: 'sidebar-without-drawer',
    enforce: 'pre',
    resolveId(source, importer) {
      const isDrawer = source === './Drawer.vue' && importer?.includes('/DashboardSidebar.vue');
      return isDrawer ? this.resolve('./Slideover.vue', importer) : undefined;
    },
  };
}
