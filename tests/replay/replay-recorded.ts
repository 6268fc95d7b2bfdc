import { describeIntent, findNonDeterminism } from '../../embedded/durable/determinism.ts';
import { EventType, type HistoryEvent } from '../../embedded/durable/history.ts';
import { runOrchestrator } from '../../embedded/durable/protocol-v1/orchestrator.ts';
import type { Decision } from '../../embedded/durable/protocol.ts';
import type { Worker } from '../../embedded/functions/worker.ts';
import type { RecordedHistory } from './recorded-history.ts';

/**
 * Replays a recorded run, turn by turn, with today's code, as if the code had been deployed while
 * an instance waited there.
 * @returns the first turn in which it asks for something else than it did, in words, or undefined.
 */
export async function replayRecorded(
  worker: Worker,
  { orchestrator, instanceId, input, history }: RecordedHistory,
): Promise<string | undefined> {
  const turns = turnsOf(history);
  const scheduled = new Map<number, HistoryEvent>();
  for (const turn of turns.keys()) {
    const decision = await runOrchestrator(worker, orchestrator, {
      instance: instanceId,
      parent: null,
      input: JSON.stringify(input),
      history: seenBy(turns, turn),
      replaying: turn > 0,
    });
    for (const event of turns[turn] ?? [])
      if (event.EventId >= 0) scheduled.set(event.EventId, event);
    const difference =
      broken(decision) ??
      findNonDeterminism(decision.intents, scheduled) ??
      tooMuch(decision, scheduled.size) ??
      wrongEnd(decision, turn === turns.length - 1 ? 'completed' : 'waiting');
    if (difference) return `Turn ${turn + 1} of ${turns.length}: ${difference}`;
  }
  return undefined;
}

function turnsOf(history: readonly HistoryEvent[]): HistoryEvent[][] {
  const turns: HistoryEvent[][] = [];
  for (const event of history) {
    if (event.EventType === EventType.orchestratorStarted) turns.push([]);
    turns.at(-1)?.push(event);
  }
  return turns;
}

/** What a turn is given: all of the turns before, and what has newly arrived. */
function seenBy(turns: readonly HistoryEvent[][], turn: number): HistoryEvent[] {
  const past = turns.slice(0, turn).flat();
  const arrived = (turns[turn] ?? []).filter(({ EventId }) => EventId < 0);
  // Copies, because the SDK writes into the events.
  return [
    ...past.map((event) => ({ ...event, IsPlayed: true })),
    ...arrived.map((event) => ({ ...event, IsPlayed: false })),
  ];
}

function broken({ outcome }: Decision): string | undefined {
  return outcome.type === 'failed' ? `it fails: ${outcome.message}` : undefined;
}

function tooMuch({ intents }: Decision, known: number): string | undefined {
  const extra = intents[known];
  return extra && `it asks for one thing more, ${describeIntent(extra)}.`;
}

function wrongEnd({ outcome }: Decision, expected: string): string | undefined {
  return outcome.type === expected ? undefined : `it was ${expected} and is now ${outcome.type}.`;
}
