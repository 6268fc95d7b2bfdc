/**
 * Replaces what a map holds by a copy with these changes, if there is something. `undefined` takes
 * a field away.
 */
export function amend<T extends object>(
  known: Map<string, T>,
  key: string,
  changes: { [K in keyof T]?: T[K] | undefined },
): void {
  const before = known.get(key);
  if (!before) return;
  const after = Object.entries({ ...before, ...changes }).filter(
    ([, value]) => value !== undefined,
  );
  known.set(key, Object.fromEntries(after) as T);
}
