import type { Changes, SessionEvent } from '../contracts/events.ts';
import type { RunView } from '../contracts/run-view.ts';
import { applyEvent, emptyView } from '../contracts/session-view.ts';
import { successorOf } from './session-start.ts';
import {
  initialState,
  isOpen,
  questionLimit,
  rememberedPrompts,
  type CurrentRun,
  type SessionState,
  type WaitingPrompt,
} from './session-state.ts';
import { noteWaiting, noWait, type WaitingTime } from './waiting-time.ts';

type Place = Pick<SessionState, 'repository' | 'baseBranch'>;
type Start = Pick<CurrentRun, 'startedAt' | 'attempt' | 'said' | 'restedIn' | 'unanswered'> &
  WaitingTime;
type Created = Extract<SessionEvent, { type: 'session.created' }>;

/** What an actor does not write down itself, and what is nobody's news. */
const notNews = /^(sandbox|phase|part)\.|^run\.(usage|waiting|rested|woken)$/;

/** What would only fill the memory. */
const bulky = /^(part|phase)\./;

/**
 * Follows a session's history, event by event, to the state in which its actor was: for an actor
 * that has been lost. A history does not say which snapshot a sandbox left that ended by itself, until
 * another one begins from it, nor what places prompts had in the queue that brought them.
 */
export class RestoredSession {
  readonly #sessionId: string;
  readonly #known: Place | undefined;
  readonly #view = emptyView();
  readonly #prompts = new Map<string, WaitingPrompt>();
  readonly #starts = new Map<string, Start>();
  #created: Created | undefined;
  #changedAt = '';
  #done: string[] = [];
  #last: { runId: string; outcome: SessionState['lastOutcome'] } | undefined;
  #changes: Changes | null = null;
  #snapshotId: string | null = null;

  /** @param known for histories from before they said it themselves */
  constructor(sessionId: string, known?: Place) {
    this.#sessionId = sessionId;
    this.#known = known;
  }

  add(event: SessionEvent): void {
    if (!notNews.test(event.type)) this.#changedAt = event.at;
    // The view counts events, and misses none that it is not shown.
    const isBulky = bulky.test(event.type);
    if (isBulky) this.#view.lastSeq = event.seq;
    else applyEvent(this.#view, event);
    this.#note(event);
    if ('runId' in event.data && !isBulky) this.#noteWaiting(event.data.runId, event.at);
  }

  /** Undefined when the history does not say enough, as that of no session does. */
  get state(): SessionState | undefined {
    const place = this.#place();
    if (!this.#created || !place) return undefined;
    const { data, at: createdAt } = this.#created;
    const { title, branch, branchState, archived, collaborators, sandboxes } = this.#view;
    const beginning = initialState({
      ...{ sessionId: this.#sessionId, ...place, source: data.repository, author: data.author },
      ...{ title, branch, branchState, archived, collaborators },
      ...{ createdAt, updatedAt: this.#changedAt },
    });
    const running = [...sandboxes.values()].findLast(({ state }) => state === 'running');
    const run = this.#run();
    return {
      ...beginning,
      queue: this.#view.queue.flatMap((id) => this.#prompts.get(id) ?? []),
      run,
      questions: run ? this.#questionsOf(run.runId) : [],
      sandboxId: running?.sandboxId ?? null,
      snapshotId: this.#snapshotId,
      lastRunId: this.#last?.runId ?? null,
      lastOutcome: this.#last?.outcome ?? null,
      changes: this.#changes,
      ...this.#totals(),
      done: this.#done.slice(-rememberedPrompts),
    };
  }

  #note(event: SessionEvent): void {
    switch (event.type) {
      case 'session.created':
        this.#created = event;
        return;
      case 'prompt.queued': {
        const { promptId, author, model, effort } = event.data;
        const more = { ...(model ? { model } : {}), ...(effort ? { effort } : {}) };
        this.#prompts.set(promptId, { promptId, author, ...more });
        return;
      }
      case 'prompt.steered':
        this.#starts.get(event.data.runId)?.said.push(event.data.promptId);
        this.#done.push(event.data.promptId);
        return;
      case 'prompt.cancelled':
      case 'prompt.refused':
        this.#done.push(event.data.promptId);
        return;
      case 'run.started':
        this.#starts.set(event.data.runId, {
          ...{ startedAt: event.at, attempt: 1 },
          ...{ said: [], restedIn: null, unanswered: false, ...noWait },
        });
        return;
      case 'run.rested':
        this.#restIn(event.data.runId, event.data.sandboxId);
        return;
      case 'run.woken':
        this.#restIn(event.data.runId, null);
        return;
      case 'run.unanswered': {
        const start = this.#starts.get(event.data.runId);
        if (start) start.unanswered = true;
        return;
      }
      case 'question.answered':
      case 'question.dismissed': {
        const start = this.#starts.get(event.data.runId);
        // Else its sandbox gave it to the agent.
        if (start?.restedIn) start.said.push(event.data.questionId);
        return;
      }
      case 'run.lost': {
        const start = this.#starts.get(event.data.runId);
        if (start) Object.assign(start, { attempt: start.attempt + 1, restedIn: null });
        return;
      }
      case 'run.finished': {
        const { runId, promptId, outcome, changes } = event.data;
        this.#done.push(promptId);
        this.#last = { runId, outcome };
        if (changes?.commit || !this.#changes) this.#changes = changes ?? null;
        return;
      }
      case 'branch.discarded':
        this.#changes = null;
        return;
      case 'sandbox.started':
        this.#snapshotId = event.data.from ?? null;
        return;
      case 'sandbox.parked':
        this.#snapshotId = event.data.snapshotId;
        return;
      // The view follows the others.
      default:
    }
  }

  #place(): Place | undefined {
    const { repositoryId: repository, baseBranch } = this.#created?.data ?? {};
    return repository === undefined || baseBranch === undefined
      ? this.#known
      : { repository, baseBranch };
  }

  #restIn(runId: string, sandboxId: string | null): void {
    const start = this.#starts.get(runId);
    if (start) start.restedIn = sandboxId;
  }

  #noteWaiting(runId: string, at: string): void {
    const start = this.#starts.get(runId);
    if (start)
      this.#starts.set(runId, noteWaiting(start, this.#questionsOf(runId).some(isOpen), at));
  }

  #run(): CurrentRun | null {
    const open = [...this.#view.runs.values()].findLast((run) => !isOver(run));
    const prompt = open && this.#prompts.get(open.promptId);
    const start = open && this.#starts.get(open.runId);
    if (!prompt || !start) return null;
    const { runId, model, state } = open;
    // Whatever carried it has gone with its actor; the sweep starts this one.
    const instanceId = successorOf(this.#sessionId, runId);
    return { ...prompt, runId, model, instanceId, ...start, stopping: state === 'stopping' };
  }

  #questionsOf(runId: string): SessionState['questions'] {
    return [...this.#view.questions.values()]
      .filter((question) => question.runId === runId && question.state !== 'closed')
      .map(({ questionId, state }) => ({ questionId, open: state === 'open' }))
      .slice(-questionLimit);
  }

  /** Of the runs that are over. */
  #totals(): Pick<SessionState, 'costUsd' | 'tokens'> {
    const totals = { costUsd: 0, tokens: 0 };
    for (const { usage } of [...this.#view.runs.values()].filter(isOver)) {
      totals.costUsd += usage?.costUsd ?? 0;
      totals.tokens += usage ? usage.inputTokens + usage.outputTokens : 0;
    }
    return totals;
  }
}

function isOver({ state }: RunView): boolean {
  return state !== 'running' && state !== 'stopping';
}
