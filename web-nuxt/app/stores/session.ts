import { defineStore } from 'pinia';
import { computed, shallowRef, triggerRef } from 'vue';
import type { SessionSummary } from '../../../contracts/api.ts';
import { applyPresence, forgetAbsent, type Presence } from '../../../contracts/presence.ts';
import type { SessionEvent } from '../../../contracts/events.ts';
import {
  applyEvent,
  applyFrame,
  emptyView,
  type SessionView,
} from '../../../contracts/session-view.ts';
import { blocksOf } from '../conversation/blocks.ts';
import { noteEvent, type Timeline } from '../conversation/timeline.ts';
import type { FeedState, StreamFrame } from '../live/session-feed.ts';

/** A prompt on its way: shown at once, and gone when its event arrives. */
export type SentPrompt = { promptId: string; text: string };

/**
 * The session that is open. Its view is folded in place and can be large, so it is not deeply
 * reactive: `shown` tells, at most once a frame, that it changed.
 */
export const useSessionStore = defineStore('session', () => {
  const sessionId = shallowRef<string>();
  const summary = shallowRef<SessionSummary>();
  const connection = shallowRef<FeedState>('connecting');
  const loaded = shallowRef(false);
  const failure = shallowRef<unknown>();
  const sent = shallowRef<SentPrompt[]>([]);
  const view = shallowRef<SessionView>(emptyView());
  const presence = shallowRef<Presence>(new Map());
  let timeline: Timeline = [];

  const blocks = computed(() => blocksOf(view.value, timeline));
  const run = computed(() => {
    const last = [...view.value.runs.values()].at(-1);
    return last && (last.state === 'running' || last.state === 'stopping')
      ? { ...last, state: last.state }
      : undefined;
  });
  const queue = computed(() =>
    view.value.queue.flatMap((promptId) => {
      const prompt = view.value.prompts.get(promptId);
      return prompt ? [{ ...prompt }] : [];
    }),
  );
  const totals = computed(() => ({ ...view.value.totals }));
  const title = computed(() => view.value.title || summary.value?.title || '');

  /** Forgets the session before and begins with an empty one. */
  function open(id: string): void {
    sessionId.value = id;
    summary.value = undefined;
    connection.value = 'connecting';
    loaded.value = false;
    failure.value = undefined;
    sent.value = [];
    presence.value = new Map();
    timeline = [];
    view.value = emptyView();
  }

  /** Folds events; what is known or ahead of a gap is left out. Call `shown` afterwards. */
  function takeEvents(events: readonly SessionEvent[]): void {
    for (const event of events) {
      if (applyEvent(view.value, event) === 'applied') noteEvent(timeline, view.value, event);
    }
    if (sent.value.length > 0)
      sent.value = sent.value.filter(({ promptId }) => !view.value.prompts.has(promptId));
  }

  /** Answers `joined` when somebody came who does not know yet who is here. */
  function takeFrame(frame: StreamFrame, now: number): 'joined' | 'taken' {
    if (frame.kind !== 'presence') {
      applyFrame(view.value, frame);
      return 'taken';
    }
    const change = applyPresence(presence.value, frame, now);
    triggerRef(presence);
    return change === 'joined' ? 'joined' : 'taken';
  }

  function forgetWhoLeft(now: number): void {
    if (forgetAbsent(presence.value, now)) triggerRef(presence);
  }

  function shown(): void {
    triggerRef(view);
  }

  return {
    sessionId,
    summary,
    connection,
    loaded,
    failure,
    sent,
    view,
    presence,
    blocks,
    run,
    queue,
    totals,
    title,
    open,
    takeEvents,
    takeFrame,
    forgetWhoLeft,
    shown,
  };
});
