/**
 * Fetches the frame of the pages while the page itself is fetched and the service is asked who this
 * is; it would come after both otherwise.
 */
export default defineNuxtPlugin({
  name: 'early-layout',
  // Before the router's own, which waits for the page.
  order: -30,
  setup() {
    void import('../layouts/default.vue');
  },
});
