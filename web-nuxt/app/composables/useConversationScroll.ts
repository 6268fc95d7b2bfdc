import { useVirtualizer } from '@tanstack/vue-virtual';
import { useEventListener, useResizeObserver } from '@vueuse/core';
import { computed, nextTick, shallowRef, watch, type Ref } from 'vue';
import type { Block } from '../conversation/blocks.ts';

/** Closer to the end than this counts as being there, in pixels. */
const nearEnd = 64;
const guesses: Record<Block['kind'], number> = {
  prompt: 96,
  sent: 96,
  comment: 72,
  question: 160,
  boot: 44,
  part: 48,
  'run-state': 56,
};

/**
 * Renders only what is in sight, and follows the end while the person is there. `measure` is the
 * `ref` of each rendered block.
 */
export function useConversationScroll(
  scroller: Readonly<Ref<HTMLElement | null>>,
  blocks: Readonly<Ref<readonly Block[]>>,
) {
  const following = shallowRef(true);
  const virtualizer = useVirtualizer(
    computed(() => ({
      count: blocks.value.length,
      getScrollElement: () => scroller.value,
      estimateSize: (index: number) => guesses[blocks.value[index]?.kind ?? 'part'],
      getItemKey: (index: number) => blocks.value[index]?.key ?? index,
      overscan: 6,
      paddingStart: 4,
      paddingEnd: 24,
    })),
  );
  const items = computed(() => virtualizer.value.getVirtualItems());
  const totalSize = computed(() => virtualizer.value.getTotalSize());

  function toEnd(): void {
    following.value = true;
    const element = scroller.value;
    if (element) element.scrollTop = element.scrollHeight;
  }

  let lastTop = 0;
  useEventListener(
    scroller,
    'scroll',
    () => {
      const element = scroller.value;
      if (!element) return;
      const { scrollTop, scrollHeight, clientHeight } = element;
      // Content that grows takes the end away from a person who is there; only going up leaves it.
      if (scrollHeight - scrollTop - clientHeight < nearEnd) following.value = true;
      else if (scrollTop < lastTop) following.value = false;
      lastTop = scrollTop;
    },
    { passive: true },
  );
  useResizeObserver(scroller, () => {
    if (following.value) toEnd();
  });
  watch(
    totalSize,
    async () => {
      if (!following.value) return;
      await nextTick();
      toEnd();
    },
    { flush: 'post' },
  );

  return {
    items,
    totalSize,
    following,
    toEnd,
    measure: (element: unknown) => {
      if (element instanceof HTMLElement) virtualizer.value.measureElement(element);
    },
  };
}
