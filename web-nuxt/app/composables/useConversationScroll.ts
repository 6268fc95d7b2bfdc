import { useVirtualizer } from '@tanstack/vue-virtual';
import { useEventListener, useResizeObserver } from '@vueuse/core';
import { computed, nextTick, shallowRef, watch, type Ref } from 'vue';
import type { Block } from '../conversation/blocks.ts';

/** Closer to the end than this counts as being there, in pixels. */
const nearEnd = 64;
const roomForNote = 44;
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
 * `ref` of each rendered block; above the first one is room for a note while they are not the whole.
 */
export function useConversationScroll(
  scroller: Readonly<Ref<HTMLElement | null>>,
  blocks: Readonly<Ref<readonly Block[]>>,
  whole: Readonly<Ref<boolean>>,
) {
  const following = shallowRef(true);
  const virtualizer = useVirtualizer(
    computed(() => {
      // Thousands are asked for, each time one is measured.
      const shown = blocks.value;
      return {
        count: shown.length,
        getScrollElement: () => scroller.value,
        estimateSize: (index: number) => guesses[shown[index]?.kind ?? 'part'],
        getItemKey: (index: number) => shown[index]?.key ?? index,
        overscan: 6,
        paddingStart: whole.value ? 4 : roomForNote,
        paddingEnd: 24,
      };
    }),
  );
  const items = computed(() => virtualizer.value.getVirtualItems());
  const totalSize = computed(() => virtualizer.value.getTotalSize());

  function toEnd(): void {
    following.value = true;
    const element = scroller.value;
    if (element) element.scrollTop = element.scrollHeight;
  }

  /** What is in sight stays where it is when blocks come above it. */
  watch(
    () => blocks.value[0]?.key,
    async () => {
      const element = scroller.value;
      const seen = element && virtualizer.value.getVirtualItemForOffset(element.scrollTop);
      if (!seen || following.value) return;
      const below = element.scrollTop - seen.start;
      await nextTick();
      const index = blocks.value.findIndex(({ key }) => key === seen.key);
      const place = virtualizer.value.measurementsCache[index];
      if (place) element.scrollTop = place.start + below;
    },
    // Before the virtualizer hears of it, which then has other places for everything.
    { flush: 'sync' },
  );

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
