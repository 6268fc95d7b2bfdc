import type { Dice } from '../dice.ts';
import type { Delivery, Operation } from './messages.ts';

/** How a piece of work that is done at least once is done once more. */
export type Repeat =
  | 'no'
  /** Its outcome is lost, as when a process ends before it can tell: what counts is the second. */
  | 'again'
  /** Another worker takes it for abandoned: both are at it, and the first to end counts. */
  | 'at once'
  /** As before, but the other begins when all is over. */
  | 'afterwards';

/** Where Azure promises less than one machine gives by itself. */
export type Unkindness = {
  /** How many times the next signal of a client is delivered. */
  signalDeliveries: () => number;
  /** The order in which an orchestration takes what has arrived. */
  orderArrivals: (deliveries: Delivery[]) => Delivery[];
  /** The order in which a batch takes its operations. */
  orderOperations: <T extends { operation: Operation }>(requests: T[]) => T[];
  repeatActivity: (name: string) => Repeat;
  /** Whether a batch is run twice from the same state, its first outcome being lost. */
  repeatBatch: (entity: string) => boolean;
  /** Tells somebody that there is work for him, at once or a little later. */
  tell: (work: () => void) => void;
};

export const kind: Unkindness = {
  signalDeliveries: () => 1,
  orderArrivals: (deliveries) => deliveries,
  orderOperations: (requests) => requests,
  repeatActivity: () => 'no',
  repeatBatch: () => false,
  tell: (work) => work(),
};

const repeats: readonly Repeat[] = ['again', 'at once', 'afterwards'];
/** Long enough for messages to meet and to overtake each other, in milliseconds. */
const longestHoldMs = 25;

/**
 * A host that keeps what Azure promises and nothing beyond, so that tests find code that relies on
 * more: senders overtake each other, and what is done at least once is often done twice.
 */
export function unkind(dice: Dice): Unkindness {
  return {
    signalDeliveries: () => (dice('signal') < 0.5 ? 2 : 1),
    orderArrivals: (deliveries) =>
      shuffleSome(
        deliveries,
        () => true,
        () => dice('arrivals'),
      ),
    orderOperations(requests) {
      // A call has its caller wait, so it never overtakes another of the same caller; a signal of
      // an orchestration or entity does not, and its order counts.
      const pinned = requests.some(
        ({ operation: { fromClient, caller } }) => !fromClient && !caller,
      );
      const movable = ({ operation: { fromClient, caller } }: { operation: Operation }) =>
        fromClient === true || (!pinned && caller !== undefined);
      return shuffleSome(requests, movable, () => dice('operations'));
    },
    repeatActivity: (name) => repeats[Math.floor(dice(`activity ${name}`) * 6)] ?? 'no',
    repeatBatch: (entity) => dice(`entity ${entity}`) < 0.25,
    tell: (work) => {
      setTimeout(work, dice('tell') * longestHoldMs).unref();
    },
  };
}

/** Permutes those items that `movable` accepts among their own places; the others stay. */
export function shuffleSome<T>(
  items: readonly T[],
  movable: (item: T) => boolean,
  random: () => number,
): T[] {
  const shuffled = [...items];
  const places = items.flatMap((item, index) => (movable(item) ? [index] : []));
  for (let last = places.length - 1; last > 0; last -= 1) {
    const a = places[last] as number;
    const b = places[Math.floor(random() * (last + 1))] as number;
    [shuffled[a], shuffled[b]] = [shuffled[b] as T, shuffled[a] as T];
  }
  return shuffled;
}
