import { createHash } from 'node:crypto';

/** Answers, for what is to be decided, a number from 0 up to 1. */
export type Dice = (what: string) => number;

/**
 * Dice that fall the same way whenever they have the same seed: the nth throw for one thing is
 * always the same, however many throws for other things come between. `what` must come from a
 * small set, for each is remembered.
 */
export function seededDice(seed: string): Dice {
  const throws = new Map<string, number>();
  return (what) => {
    const count = (throws.get(what) ?? 0) + 1;
    throws.set(what, count);
    const hash = createHash('sha256').update(`${seed}\n${what}\n${count}`).digest();
    return hash.readUInt32BE() / 2 ** 32;
  };
}
