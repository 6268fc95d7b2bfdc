import { SessionEvent, type NewEvent } from '../../../contracts/events.ts';
import type { Person } from '../../../contracts/ids.ts';
import { applyEvent, emptyView, type SessionView } from '../../../contracts/session-view.ts';
import { decide } from '../../../core/session.ts';
import type {
  CommandOf,
  CommandType,
  Prompt,
  SessionAnswers,
  SessionCommand,
} from '../../../core/session-commands.ts';
import { initialState, summarise, type SessionState } from '../../../core/session-state.ts';

export const owner: Person = { id: 'owner', name: 'Owner' };
export const colleague: Person = { id: 'colleague', name: 'Colleague' };
export const stranger: Person = { id: 'stranger', name: 'Stranger' };
export const defaultModel = 'rehearsal/script';

const epoch = Date.parse('2026-01-01T00:00:00.000Z');
const digits = (n: number): string => String(n).padStart(10, '0');

/** The nth prompt; what it says is in its id, so that texts can be told apart. */
export function promptOf(n: number, more: Partial<Prompt> = {}): Prompt {
  return { promptId: promptId(n), text: `do ${n}`, author: owner, mode: 'queue', ...more };
}
export const promptId = (n: number): string => `prm_${digits(n)}`;
export const runId = (n: number): string => `run_${digits(n)}`;
/** The orchestration that the end of another run starts for this one. */
export const successor = (n: number): string => `ses_0000000001.${runId(n)}`;
export const sandboxId = (n: number): string => `sbx_${digits(n)}`;
export const snapshotId = (n: number): string => `snp_${digits(n)}`;

/** How the queue's function asks: the orchestration of a prompt has the prompt's id. */
export function enqueueOf(prompt: Prompt): CommandOf<'enqueue'> {
  return { type: 'enqueue', prompt, instanceId: prompt.promptId, defaultModel };
}

export function finishOf(
  n: number,
  result: CommandOf<'finish'>['result'] = { outcome: 'completed' },
): CommandOf<'finish'> {
  return { type: 'finish', runId: runId(n), result, defaultModel };
}

/** A session's actor with its history, as the entity runs it, a second passing per command. */
export class Actor {
  state: SessionState;
  readonly history: SessionEvent[] = [];
  readonly view: SessionView = emptyView();
  /** How many events were dropped because their key was there already. */
  dropped = 0;
  deleted = false;
  readonly #keys = new Set<string>();
  #seconds = 0;

  constructor() {
    const title = 'A session';
    const branch = 'harvest/a-session-000001';
    const repository = 'shop';
    this.state = initialState({
      ...{ sessionId: `ses_${digits(1)}`, title, repository, branch, author: owner },
      source: '/srv/shop',
      createdAt: this.#now(),
      updatedAt: this.#now(),
      archived: false,
      collaborators: [],
      baseBranch: 'main',
      branchState: 'open',
    });
    const names = { repository: '/srv/shop', repositoryId: repository, baseBranch: 'main' };
    const data = { title, branch, author: owner, ...names };
    this.#record([{ type: 'session.created', data, key: 'created', at: this.#now() }]);
  }

  ask<T extends CommandType>(command: CommandOf<T>): SessionAnswers[T] {
    return this.#act(this.state, command) as SessionAnswers[T];
  }

  /** The process died after the events were written and before the state was: it acts again. */
  askThroughCrash(command: SessionCommand): SessionAnswers[CommandType] {
    const before = this.state;
    this.#act(before, command);
    return this.#act(before, command);
  }

  enqueue(n: number, more: Partial<Prompt> = {}): SessionAnswers['enqueue'] {
    return this.ask(enqueueOf(promptOf(n, more)));
  }

  /** Nothing happens for so long. */
  pass(seconds: number): void {
    this.#seconds += seconds;
  }

  get waiting(): string[] {
    return this.state.queue.map((waiting) => waiting.promptId);
  }

  get types(): string[] {
    return this.history.map((event) => event.type);
  }

  get status(): string {
    return summarise(this.state).status;
  }

  #act(before: SessionState, command: SessionCommand): SessionAnswers[CommandType] {
    this.#seconds += 1;
    const decision = decide(before, command, this.#now());
    if (command.type === 'asked') this.#record([askedEvent(command, this.#now())]);
    this.#record(decision.events);
    if (decision.state) this.state = decision.state;
    else this.deleted = true;
    return decision.answer;
  }

  /** What a history does: numbers without gaps, and drops what it holds already. */
  #record(events: readonly NewEvent[]): void {
    for (const event of events) {
      if (this.#keys.has(event.key)) {
        this.dropped += 1;
        continue;
      }
      this.#keys.add(event.key);
      const stored = SessionEvent.parse({ ...event, seq: this.history.length + 1 });
      this.history.push(stored);
      applyEvent(this.view, stored);
    }
  }

  #now(): string {
    return new Date(epoch + this.#seconds * 1_000).toISOString();
  }
}

/** What its sandbox has written down before the actor is told. */
function askedEvent({ type: _, ...data }: CommandOf<'asked'>, at: string): NewEvent {
  return { type: 'question.asked', data, key: `sandbox:${data.questionId}`, at };
}
