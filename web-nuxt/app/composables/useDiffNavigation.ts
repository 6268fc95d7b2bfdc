import { useEventListener } from '@vueuse/core';
import type { Ref } from 'vue';
import { useChangesStore } from '../stores/changes.ts';

/** A file counts as looked at when its head is no further than this from the top, in pixels. */
const nearTop = 48;

/** Goes from file to file, and notes which one is looked at while a person scrolls. */
export function useDiffNavigation(scroller: Readonly<Ref<HTMLElement | null>>) {
  const store = useChangesStore();
  /** Where the last jump ended: short files at the end cannot come up to the top. */
  let landed = -1;

  const sections = (): HTMLElement[] => [
    ...(scroller.value?.querySelectorAll<HTMLElement>('[data-file]') ?? []),
  ];

  function jump(path: string | undefined): void {
    const section = sections().find(({ dataset }) => dataset.file === path);
    if (!section || path === undefined) return;
    section.scrollIntoView({ block: 'start' });
    section.querySelector('button')?.focus({ preventScroll: true });
    store.current = path;
    landed = scroller.value?.scrollTop ?? -1;
  }

  useEventListener(
    scroller,
    'scroll',
    () => {
      const element = scroller.value;
      if (!element || Math.abs(element.scrollTop - landed) < 2) return;
      landed = -1;
      const top = element.getBoundingClientRect().top + nearTop;
      const passed = sections().filter((section) => section.getBoundingClientRect().top <= top);
      const path = passed.at(-1)?.dataset.file;
      if (path !== undefined) store.current = path;
    },
    { passive: true },
  );

  return { jump, step: (steps: number) => jump(store.neighbour(steps)) };
}
