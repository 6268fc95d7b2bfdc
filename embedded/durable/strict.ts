import type { Operation } from './messages.ts';

/**
 * Ways in which this host can be as unkind as Azure may be, so that tests find code that relies
 * on what only a single machine gives.
 */
export type Strict = {
  /** Signals from clients that wait for the same entity are delivered in any order. */
  shuffleClientSignals?: boolean;
  /** Signals from clients are sometimes delivered twice. */
  duplicateClientSignals?: boolean;
  /** `continueAsNew` loses events that have arrived but were not awaited. On by default, as on Azure. */
  dropUnawaitedOnContinueAsNew?: boolean;
  /** From 0 up to 1, as `Math.random`. */
  random?: () => number;
};

export type Unkindness = {
  /** How many times to deliver the next signal of a client. */
  deliveriesOfSignal: () => number;
  /** The order in which a batch takes its operations. */
  reorder: <T extends { operation: Operation }>(requests: T[]) => T[];
  dropUnawaited: boolean;
};

/** What the switches come to. */
export function unkindness({
  shuffleClientSignals = false,
  duplicateClientSignals = false,
  dropUnawaitedOnContinueAsNew = true,
  random = Math.random,
}: Strict = {}): Unkindness {
  return {
    deliveriesOfSignal: () => (duplicateClientSignals && random() < 0.5 ? 2 : 1),
    reorder: (requests) =>
      shuffleClientSignals
        ? shuffleSome(requests, ({ operation }) => operation.fromClient === true, random)
        : requests,
    dropUnawaited: dropUnawaitedOnContinueAsNew,
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
