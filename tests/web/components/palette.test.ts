import { createPinia, setActivePinia } from 'pinia';
import { expect, test, vi } from 'vitest';
import CommandSearch from '../../../web-nuxt/app/components/CommandSearch.vue';
import { useSessionListStore } from '../../../web-nuxt/app/stores/session-list.ts';
import { mountInApp } from './support/mount-in-app.ts';
import { sessionId } from './support/open-session.ts';

const listed = () =>
  [...document.querySelectorAll('[role=option]')].map((each) => each.textContent);

test('the palette lists pages and recent sessions, and lets the service find older ones', async () => {
  setActivePinia(createPinia());
  const list = useSessionListStore();
  const session = { sessionId, title: 'Mend the tests', repository: 'shop' };
  list.recent = [session as (typeof list.recent)[number]];
  const { calls } = mountInApp(CommandSearch);
  await vi.waitFor(() => {
    expect(listed()).toContainEqual(expect.stringContaining('Repositories'));
    expect(listed()).toContainEqual(expect.stringContaining('Mend the tests'));
  });

  const field = document.querySelector<HTMLInputElement>('[role=dialog] input');
  if (!field) throw new Error('There is no field.');
  field.value = 'older ';
  field.dispatchEvent(new Event('input'));
  await vi.waitFor(() =>
    expect(calls).toMatchObject([{ method: 'GET', path: '/api/sessions?search=older&limit=20' }]),
  );
});
