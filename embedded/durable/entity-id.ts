export type EntityId = { name: string; key: string };

/** The id under which an entity receives messages: `@name@key`, the name in lower case. */
export function entityTarget({ name, key }: EntityId): string {
  return `@${name.toLowerCase()}@${key}`;
}

/** Orchestration ids never start with `@`, so one inbox serves both. */
export function isEntityTarget(target: string): boolean {
  return target.startsWith('@');
}

/** The inverse of {@link entityTarget}; the key may itself contain `@`. */
export function parseEntityTarget(target: string): EntityId {
  const separator = target.indexOf('@', 1);
  return { name: target.slice(1, separator), key: target.slice(separator + 1) };
}
