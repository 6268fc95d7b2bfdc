import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import SessionFilters from '../../../web-nuxt/app/components/SessionFilters.vue';
import { useSessionListStore } from '../../../web-nuxt/app/stores/session-list.ts';
import { mountInApp } from './support/mount-in-app.ts';

beforeEach(() => {
  setActivePinia(createPinia());
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('the list is read again when a person pauses while typing, and at once for a choice', async () => {
  const changed = vi.fn();
  const { wrapper, write } = mountInApp(SessionFilters, { onChange: changed });
  const { filter } = useSessionListStore();
  const field = await write('Search titles', 'te');
  await field.setValue('tests');
  expect(changed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  await vi.runOnlyPendingTimersAsync();
  expect(changed).toHaveBeenCalledTimes(1);
  expect(filter.search).toBe('tests');

  const mine = wrapper.findAll('[role=tab]').find((tab) => tab.text() === 'Mine');
  await mine?.trigger('mousedown', { button: 0 });
  expect(filter.whose).toBe('mine');
  const [status] = wrapper.findAllComponents({ name: 'Select' });
  await status?.setValue('failed');
  expect(filter.status).toBe('failed');
  await status?.setValue('any');
  expect(filter.status).toBeUndefined();
  expect(changed).toHaveBeenCalledTimes(4);
});
