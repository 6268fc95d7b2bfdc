import { flushPromises, mount, RouterLinkStub, type DOMWrapper } from '@vue/test-utils';
import { getActivePinia } from 'pinia';
import { onTestFinished, vi } from 'vitest';
import { markRaw, type Component } from 'vue';
import AppFrame from './AppFrame.vue';

/** A request that a component made. */
export type Call = { method: string; path: string; body: unknown };

/** What the API answers: a body for 200, a number for a status with nothing, undefined for 204. */
export type Answering = (call: Call) => object | number | undefined;

/**
 * Mounts a component as it is in the app until the test ends, with the active stores and a service
 * that answers so.
 */
export function mountInApp(is: Component, given: object = {}, answer: Answering = () => undefined) {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', body }: RequestInit) => {
    const call = { method, path, body: typeof body === 'string' ? JSON.parse(body) : body };
    calls.push(call);
    const answered = answer(call);
    if (typeof answered === 'object') return Response.json(answered);
    return new Response(null, { status: answered ?? 204 });
  });
  const pinia = getActivePinia();
  const wrapper = mount(AppFrame, {
    props: { is: markRaw(is), given },
    attachTo: document.body,
    global: {
      plugins: pinia ? [pinia] : [],
      stubs: { NuxtLink: RouterLinkStub },
    },
  });

  onTestFinished(() => {
    wrapper.unmount();
    sessionStorage.clear();
    vi.unstubAllGlobals();
  });

  /** The button whose label is `name`, anywhere in the page. */
  function button(name: string): DOMWrapper<HTMLButtonElement> {
    const labelOf = (each: Element) => each.getAttribute('aria-label') ?? each.textContent?.trim();
    const found = wrapper.findAll('button').find(({ element }) => labelOf(element) === name);
    if (!found) throw new Error(`There is no button "${name}" in:\n${wrapper.text()}`);
    return found;
  }

  return {
    wrapper,
    calls,
    button,
    async press(name: string): Promise<void> {
      await button(name).trigger('click');
      await flushPromises();
    },
    async write(label: string, text: string) {
      const field = wrapper.get(`[aria-label="${label}"]`);
      await field.setValue(text);
      return field;
    },
  };
}
