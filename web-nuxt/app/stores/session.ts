import { defineStore } from 'pinia';
import { computed, shallowRef, triggerRef } from 'vue';
import type { SessionSummary } from '../../../contracts/api.ts';
import { applyPresence, forgetAbsent, type Presence } from '../../../contracts/presence.ts';
import type { SessionEvent } from '../../../contracts/events.ts';
import type { PromptView } from '../../../contracts/prompt-view.ts';
import { applyFrame, type RunView } from '../../../contracts/run-view.ts';
import { emptyView, type SessionView } from '../../../contracts/session-view.ts';
import { blocksOf } from '../conversation/blocks.ts';
import {
  beginHistory,
  takeEvent,
  withEarlier,
  type KnownHistory,
} from '../conversation/known-history.ts';
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
  let history: KnownHistory = { events: [], view: view.value, timeline: [] };
  /** Read, but not in the view yet. */
  let earlier: SessionEvent[] = [];

  const blocks = computed(() => blocksOf(view.value, history.timeline));
  /** Whether the view has all of the session, and not only what happened last. */
  const whole = computed(() => view.value.since === 0);
  const run = computed(() => {
    const last = [...view.value.runs.values()].at(-1);
    return last && isAtWork(last) ? last : undefined;
  });
  const queue = computed<PromptView[]>((before) => {
    const { queue: ids, prompts } = view.value;
    return unlessSame(
      before,
      ids.map((id) => prompts.get(id)).filter((known) => known !== undefined),
    );
  });
  const totals = computed<SessionView['totals']>((before) => {
    const { tokens, costUsd } = whole.value ? view.value.totals : (summary.value ?? noTotals);
    const same = before?.tokens === tokens && before.costUsd === costUsd;
    return same ? before : { tokens, costUsd };
  });
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
    earlier = [];
    know({ events: [], view: emptyView(), timeline: [] });
  }

  function know(known: KnownHistory): void {
    history = known;
    view.value = known.view;
  }

  /** Begins with the newest events of the session. */
  function begin(session: SessionSummary, events: readonly SessionEvent[]): void {
    summary.value = session;
    know(beginHistory(events, session));
    forgetArrived();
  }

  /** The first event that was read. */
  function firstSeq(): number {
    return earlier[0]?.seq ?? view.value.since + 1;
  }

  /**
   * Takes the events right before the first one. They are shown when what is known has doubled, so
   * that folding it all again costs no more than each event twice.
   */
  function takeEarlier(events: readonly SessionEvent[]): void {
    earlier = [...events, ...earlier];
    if (!summary.value || (firstSeq() > 1 && earlier.length < history.events.length)) return;
    know(withEarlier(history, earlier, summary.value));
    earlier = [];
  }

  /** Folds events; what is known or ahead of a gap is left out. Call `shown` afterwards. */
  function takeEvents(events: readonly SessionEvent[]): void {
    for (const event of events) takeEvent(history, event);
    forgetArrived();
  }

  /** Prompts that are in the view are no longer on their way. */
  function forgetArrived(): void {
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
    whole,
    run,
    queue,
    totals,
    title,
    open,
    begin,
    firstSeq,
    takeEarlier,
    takeEvents,
    takeFrame,
    forgetWhoLeft,
    shown,
  };
});

type RunAtWork = RunView & { state: 'running' | 'stopping' };

function isAtWork(run: RunView): run is RunAtWork {
  return run.state === 'running' || run.state === 'stopping';
}

/** What is told apart by identity is kept where it is the same, so that nothing is rendered anew. */
function unlessSame<T>(before: T[] | undefined, after: T[]): T[] {
  const same =
    before?.length === after.length && before.every((known, index) => known === after[index]);
  return same ? before : after;
}

const noTotals = { tokens: 0, costUsd: 0 };
