import { missingFunction } from './app-functions.ts';
import type { EngineContext } from './context.ts';
import { findNonDeterminism } from './determinism.ts';
import type { HistoryEvent } from './history.ts';
import { finishInstance } from './lifecycle.ts';
import type { Delivery, Message } from './messages.ts';
import { Outbox } from './outbox.ts';
import type { Decision } from './protocol.ts';
import { runOrchestrator } from './protocol-v1/orchestrator.ts';
import type { Replay } from './replay.ts';
import { ReplayCache } from './replay-cache.ts';
import { schedule } from './schedule.ts';
import { type Instance, isFinished } from './stores/instances.ts';
import { turnEvents } from './turn-events.ts';

type Turn = { instance: Instance; replay: Replay; deliveries: Delivery[]; now: number };

/** Runs the turns of orchestrations; a turn is one unit of one commit, or has not happened. */
export class OrchestrationRunner {
  readonly #context: EngineContext;
  readonly #cache: ReplayCache;
  readonly #keepUnawaited: boolean;

  /** @param keepUnawaited whether continueAsNew keeps events nobody has awaited; Azure does not */
  constructor(context: EngineContext, keepUnawaited: boolean) {
    this.#context = context;
    this.#keepUnawaited = keepUnawaited;
    this.#cache = new ReplayCache(context.stores.instances, context.limits.cachedHistoryChars);
  }

  /** One turn. Rejects, with nothing changed, when the host could not run or commit it. */
  async run(id: string, attempt: number): Promise<void> {
    const { stores, limits, clock } = this.#context;
    const now = clock();
    const instance = stores.instances.get(id);
    const limit = limits.maxOrchestratorBatch;
    const deliveries =
      instance?.status === 'Suspended'
        ? stores.inbox.dueControl(id, limit)
        : stores.inbox.due(id, now, limit);
    if (deliveries.length === 0) return;
    if (!instance || isFinished(instance.status)) await this.#discard(deliveries);
    else if (deliveries.some(isControl)) await this.#control(instance, deliveries, now);
    else await this.#turn(instance, deliveries, now, attempt);
    if (deliveries.length === limit) this.#context.wake({ targets: new Set([id]) });
  }

  #discard(deliveries: Delivery[]): Promise<void> {
    const { stores } = this.#context;
    return stores.write(() => stores.inbox.consume(deliveries));
  }

  /** Suspend, resume and terminate take effect before anything else that has arrived. */
  async #control(instance: Instance, deliveries: Delivery[], now: number): Promise<void> {
    const { stores, wake } = this.#context;
    const outbox = new Outbox(stores, now);
    const control = deliveries.filter(isControl);
    const messages = control.map(({ message }) => message as ControlMessage);
    const terminate = messages.find(({ kind }) => kind === 'terminate');
    await stores.write(() => {
      if (terminate) {
        const { reason } = terminate;
        finishInstance(this.#context, outbox, instance, { status: 'Terminated', reason }, now);
        return;
      }
      stores.inbox.consume(control);
      const status = messages.at(-1)?.kind === 'suspend' ? 'Suspended' : 'Running';
      stores.instances.put({ ...instance, status, updated: now });
      outbox.targets.add(instance.id);
    });
    if (terminate) this.#cache.drop(instance.id);
    wake(outbox);
  }

  async #turn(
    instance: Instance,
    deliveries: Delivery[],
    now: number,
    attempt: number,
  ): Promise<void> {
    const replay = this.#cache.take(instance);
    const { orderArrivals } = this.#context.unkindness;
    const fresh = turnEvents(instance, replay, orderArrivals(deliveries), now);
    const turn = { instance, replay, deliveries, now };
    if (fresh.length === 0) {
      await this.#discard(deliveries);
      this.#cache.keep(instance.id, replay);
      return;
    }
    const decision = await this.#decide(turn, fresh, attempt);
    const outbox = new Outbox(this.#context.stores, now);
    const { events, text } = await this.#context.stores.write(() =>
      this.#apply(turn, fresh, decision, outbox),
    );
    if (decision.outcome.type === 'waiting') {
      replay.append(events, text.length);
      this.#cache.keep(instance.id, replay);
    }
    this.#context.wake(outbox);
  }

  async #decide(turn: Turn, fresh: HistoryEvent[], attempt: number): Promise<Decision> {
    const { instance, replay } = turn;
    const { functions, worker, limits, log } = this.#context;
    let decision: Decision;
    try {
      const registered = functions.orchestrator(instance.name);
      if (!registered) throw new Error(missingFunction(instance.name, 'orchestrator'));
      decision = await runOrchestrator(worker, registered.name, {
        instance: instance.id,
        parent: instance.parent?.instance ?? null,
        input: instance.input,
        history: [...replay.events, ...fresh],
        replaying: replay.turns > 0,
      });
    } catch (error) {
      if (attempt < limits.maxTurnAttempts) throw error;
      log('error', 'durable.orchestration-given-up', 'An orchestration could not be run.', {
        instance: instance.id,
        attempts: attempt,
      });
      return failed(error instanceof Error ? error.message : String(error));
    }
    if (decision.outcome.type === 'failed') return decision;
    const difference = findNonDeterminism(decision.intents, replay.scheduled);
    return difference === undefined ? decision : failed(difference);
  }

  /** Writes everything the turn leads to. Runs inside a unit. */
  #apply(
    turn: Turn,
    fresh: HistoryEvent[],
    decision: Decision,
    outbox: Outbox,
  ): { events: HistoryEvent[]; text: string } {
    const { stores } = this.#context;
    const { replay, now } = turn;
    stores.inbox.consume(turn.deliveries);
    const events = [...fresh, ...schedule(this.#context, outbox, turn, decision.intents)];
    const text = JSON.stringify(events);
    const instance: Instance = {
      ...turn.instance,
      status: 'Running',
      custom: decision.customStatus ?? turn.instance.custom,
      updated: now,
    };
    const { outcome } = decision;
    if (outcome.type === 'continued-as-new') {
      this.#continueAsNew(instance, outcome, outbox);
      return { events, text };
    }
    stores.instances.appendHistory(instance.id, replay.turns, text);
    if (outcome.type === 'waiting') stores.instances.put(instance);
    else finishInstance(this.#context, outbox, instance, toEnding(outcome), now);
    return { events, text };
  }

  #continueAsNew(
    instance: Instance,
    outcome: Extract<Decision['outcome'], { type: 'continued-as-new' }>,
    outbox: Outbox,
  ): void {
    const { stores, newId } = this.#context;
    stores.instances.deleteHistory(instance.id);
    stores.inbox.deleteAnswers(instance.id);
    stores.instances.put({ ...instance, execution: newId(), input: outcome.input });
    outbox.send(instance.id, { kind: 'start' });
    if (!this.#keepUnawaited) return;
    for (const event of outcome.unawaited) outbox.send(instance.id, { kind: 'event', ...event });
  }
}

type ControlMessage = Extract<Message, { reason: string | null }>;

function isControl({ message }: Delivery): boolean {
  return 'reason' in message;
}

function failed(message: string): Decision {
  return { intents: [], outcome: { type: 'failed', message } };
}

function toEnding(outcome: Extract<Decision['outcome'], { type: 'completed' | 'failed' }>) {
  return outcome.type === 'completed'
    ? { status: 'Completed' as const, output: outcome.output }
    : { status: 'Failed' as const, message: outcome.message };
}
