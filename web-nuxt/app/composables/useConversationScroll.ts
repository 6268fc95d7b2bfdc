import { useVirtualizer } from '@tanstack/vue-virtual';
import { useEventListener } from '@vueuse/core';
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
      paddingStart: 20,
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

  useEventListener(
    scroller,
    'scroll',
    () => {
      const element = scroller.value;
      if (!element) return;
      following.value = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    },
    { passive: true },
  );
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
