import { expect, test, vi } from 'vitest';
import ErrorPage from '../../../web-nuxt/app/error.vue';
import { UnreachableError } from '../../../web-nuxt/app/api/api-error.ts';
import { mountInApp } from './support/mount-in-app.ts';

test('when the app cannot go on it says why, and can be loaded again', async () => {
  const reload = vi.spyOn(location, 'reload').mockReturnValue();
  const error = new UnreachableError('The answer did not come.');
  const { wrapper, press } = mountInApp(ErrorPage, { error });
  expect(wrapper.get('[role=alert]').text()).toContain(error.message);
  await press('Load again');
  expect(reload).toHaveBeenCalledOnce();
  reload.mockRestore();
});
