import { expect } from 'vitest';
import { idleSince } from '../../../core/idle-since.ts';
import type { CommandType, Prompt, SessionCommand } from '../../../core/session-commands.ts';
import { Actor, enqueueOf, finishOf, owner, promptOf, sandboxId, snapshotId } from './actor.ts';

/** What may reach the actor late, because its sender is repeated as a whole. */
const repeatable = new Set<CommandType>([
  ...(['enqueue', 'steered', 'claim', 'cancel', 'finish', 'lost'] as const),
  ...(['sandboxGone', 'parked'] as const),
]);

/**
 * Sends random commands to an actor, as its orchestrations and people would: some twice, some
 * through a crash between events and state, some again much later. The seed decides everything.
 */
export class SessionWalk {
  readonly actor = new Actor();
  /** The kinds of commands that were answered with ok. */
  readonly seen = new Set<CommandType>();
  readonly #past: SessionCommand[] = [];
  /** Prompts that were told to steer, and whose orchestration has not come back yet. */
  #steering: Array<{ prompt: Prompt; runId: string }> = [];
  #ids = 0;
  #random: number;

  constructor(seed: number) {
    this.#random = seed;
  }

  step(): void {
    if (this.#chance(0.15) && this.#past.length > 0) {
      this.actor.ask(this.#pick(this.#past));
      return;
    }
    const command = this.#command();
    const before = this.actor.dropped;
    if (this.#chance(0.1)) this.actor.askThroughCrash(command);
    else {
      const answer = this.actor.ask(command);
      // A sandbox that a run lost has ended before it is said to be gone.
      if (command.type !== 'sandboxGone') expect(this.actor.dropped).toBe(before);
      if (this.#chance(0.15)) this.actor.ask(command);
      if (answer.ok) this.seen.add(command.type);
      if (command.type === 'enqueue' && 'action' in answer && answer.action === 'steer') {
        this.#steering.push({ prompt: command.prompt, runId: answer.runId });
        return;
      }
    }
    if (repeatable.has(command.type) && !this.#isSteering(command)) this.#past.push(command);
  }

  /** Lets everything that waits run to its end. */
  drain(): void {
    for (let n = 0; this.actor.state.run; n += 1) {
      expect(n).toBeLessThan(1_000);
      const { runId } = this.actor.state.run;
      this.actor.ask({ ...finishOf(0), runId });
    }
  }

  #command(): SessionCommand {
    const { run, sandboxId: current, queue, lastRunId } = this.actor.state;
    const id = (this.#ids += 1);
    const by = owner;
    const waiting = queue.length > 0 ? this.#pick(queue).promptId : promptOf(id).promptId;
    const runId = run?.runId ?? lastRunId ?? promptOf(id).promptId.replace('prm', 'run');
    const sandbox = current ?? sandboxId(id);
    const enqueue = (): SessionCommand =>
      enqueueOf(promptOf(id, { mode: this.#chance(0.3) ? 'steer' : 'queue' }));
    const choices: Array<() => SessionCommand> = [
      enqueue,
      enqueue,
      enqueue,
      () => this.#afterSteering() ?? enqueue(),
      () => ({ type: 'change', commandId: `c${id}`, promptId: waiting, text: `edit ${id}`, by }),
      () => ({
        ...{ type: 'change', commandId: `c${id}`, promptId: waiting, by },
        position: Math.floor(this.#next() * 5),
      }),
      () => ({ type: 'cancel', promptId: waiting, by }),
      () => ({ type: 'stop', by }),
      () => ({ ...finishOf(0, { outcome: this.#outcome() }), runId }),
      () => ({ ...finishOf(0, { outcome: this.#outcome() }), runId }),
      () => this.#claim(waiting),
      () => this.#occupy(runId, id),
      () => this.#occupy(runId, id),
      () => ({ type: 'lost', runId, sandboxId: sandbox, cause: 'It ended.' }),
      () => ({ type: 'sandboxGone', sandboxId: sandbox, cause: 'It ended.' }),
      () => ({ type: 'park', sandboxId: sandbox, afterRunId: lastRunId ?? runId }),
      () => ({
        ...{ type: 'parked', sandboxId: sandbox },
        snapshotId: this.#chance(0.8) ? snapshotId(id) : null,
      }),
      () => ({
        type: 'asked',
        runId,
        questionId: `que_${String(id).padStart(10, '0')}`,
        questions: [],
      }),
      () => this.#rest() ?? enqueue(),
      () => this.#reply() ?? enqueue(),
      () => ({ type: 'unanswered', runId, limitMs: 3_000 }),
      () => ({ type: 'rename', commandId: `c${id}`, title: `title ${id}`, by }),
      () => ({ type: 'archive', commandId: `c${id}`, archived: this.#chance(0.3), by }),
    ];
    return this.#pick(choices)();
  }

  #claim(waiting: string): SessionCommand {
    const { run } = this.actor.state;
    const instanceId = run?.instanceId ?? 'nobody';
    return { type: 'claim', promptId: run?.promptId ?? waiting, instanceId };
  }

  /** Whoever carries a run that rests claims it before it asks for a place to work. */
  #occupy(runId: string, id: number): SessionCommand {
    if (this.actor.state.run?.restedIn) return this.#claim('');
    return { type: 'occupy', runId, sandboxId: sandboxId(id) };
  }

  /** A watch has found that nobody answers. */
  #rest(): SessionCommand | undefined {
    const { sandboxId: place } = this.actor.state;
    const since = idleSince(this.actor.state);
    return since && place ? { type: 'park', sandboxId: place, ...since } : undefined;
  }

  #reply(): SessionCommand | undefined {
    const { run, questions } = this.actor.state;
    const open = questions.filter((question) => question.open);
    if (!run || open.length === 0) return undefined;
    const { questionId } = this.#pick(open);
    const reply = { dismiss: true } as const;
    const taken = run.restedIn === null;
    return { type: 'replied', runId: run.runId, questionId, reply, by: owner, taken };
  }

  /** The supervisor took a steering prompt, or its run was over and the prompt has to wait. */
  #afterSteering(): SessionCommand | undefined {
    const [first, ...rest] = this.#steering;
    this.#steering = rest;
    if (!first) return undefined;
    const { prompt, runId } = first;
    const { sandboxId: place } = this.actor.state;
    if (place && this.#chance(0.5)) return { type: 'steered', prompt, runId, sandboxId: place };
    return enqueueOf({ ...prompt, mode: 'queue' });
  }

  #isSteering(command: SessionCommand): boolean {
    return command.type === 'enqueue' && command.prompt.mode === 'steer';
  }

  #outcome(): 'completed' | 'failed' | 'stopped' {
    return this.#pick(['completed', 'failed', 'stopped']);
  }

  #pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.#next() * from.length)];
    if (picked === undefined) throw new Error('There is nothing to pick from.');
    return picked;
  }

  #chance(probability: number): boolean {
    return this.#next() < probability;
  }

  /** Mulberry32: a small generator of even numbers from 0 to 1. */
  #next(): number {
    this.#random = (this.#random + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#random ^ (this.#random >>> 15), 1 | this.#random);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
