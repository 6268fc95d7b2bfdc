import { shorten } from './part-mapping.ts';

type Limits = {
  /** Characters of a text. */
  text: number;
  /** Entries of a list, and names of an object. */
  entries: number;
  /** Containers within containers. */
  depth: number;
};

/** Hold a part's own fields whatever is in them, and fit into any sensible size. */
const least: Limits = { text: 200, entries: 20, depth: 6 };

/**
 * The JSON of `value` in at most `maxBytes`: as it is where it fits, otherwise with its texts and
 * lists cut, wherever they are in it, as little as a few tries find out. Fields of ours are few and
 * not deep, so they stay; what a tool was given may be of any shape.
 */
export function jsonWithin(value: unknown, maxBytes: number): string {
  const whole = jsonOf(value);
  if (whole !== undefined && Buffer.byteLength(whole) <= maxBytes) return whole;
  for (let share = 1; ; share /= 4) {
    const limits: Limits = {
      text: Math.max(least.text, Math.floor(maxBytes * share * 0.3)),
      entries: Math.max(least.entries, Math.floor(10_000 * share)),
      depth: Math.max(least.depth, Math.floor(64 * share)),
    };
    const json = JSON.stringify(cut(value, limits));
    if (Buffer.byteLength(json) <= maxBytes || isLeast(limits)) return json;
  }
}

function isLeast({ text, entries, depth }: Limits): boolean {
  return text === least.text && entries === least.entries && depth === least.depth;
}

/** Undefined for what is nested more deeply than can be written. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function cut(value: unknown, limits: Limits): unknown {
  if (typeof value === 'string') return shorten(value, limits.text);
  if (typeof value !== 'object' || value === null) return value;
  if (limits.depth === 0) return '…';
  const inner = { ...limits, depth: limits.depth - 1 };
  if (Array.isArray(value)) return value.slice(0, limits.entries).map((item) => cut(item, inner));
  const entries = Object.entries(value).slice(0, limits.entries);
  return Object.fromEntries(
    entries.map(([name, item]) => [shorten(name, least.text), cut(item, inner)]),
  );
}
