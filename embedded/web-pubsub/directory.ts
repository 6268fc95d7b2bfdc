import type { Connection } from './connection.ts';
import type { Message } from './message.ts';

const nobody: ReadonlySet<Connection> = new Set();

/** Who is connected, and who is in which group or belongs to which user. */
export class Directory {
  readonly #connections = new Map<string, Connection>();
  readonly #groups = new Map<string, Set<Connection>>();
  readonly #users = new Map<string, Set<Connection>>();

  get connectionCount(): number {
    return this.#connections.size;
  }

  get groupCount(): number {
    return this.#groups.size;
  }

  add(connection: Connection): void {
    this.#connections.set(connection.id, connection);
    if (connection.userId !== undefined) include(this.#users, connection.userId, connection);
  }

  remove(connection: Connection): void {
    this.leaveAll(connection);
    this.#connections.delete(connection.id);
    if (connection.userId !== undefined) exclude(this.#users, connection.userId, connection);
  }

  find(id: string): Connection | undefined {
    return this.#connections.get(id);
  }

  everyone(): Iterable<Connection> {
    return this.#connections.values();
  }

  /** Empty for a group nobody is in. Safe to iterate while connections leave. */
  inGroup(group: string): ReadonlySet<Connection> {
    return this.#groups.get(group) ?? nobody;
  }

  ofUser(userId: string): ReadonlySet<Connection> {
    return this.#users.get(userId) ?? nobody;
  }

  join(connection: Connection, group: string): void {
    connection.groups.add(group);
    include(this.#groups, group, connection);
  }

  leave(connection: Connection, group: string): void {
    if (connection.groups.delete(group)) exclude(this.#groups, group, connection);
  }

  leaveAll(connection: Connection): void {
    for (const group of connection.groups) exclude(this.#groups, group, connection);
    connection.groups.clear();
  }
}

/** Delivers to all but the excluded connection ids; returns how many deliveries were made. */
export function deliverTo(
  connections: Iterable<Connection>,
  message: Message,
  excluded?: ReadonlySet<string>,
): number {
  let deliveries = 0;
  for (const connection of connections) {
    if (excluded?.has(connection.id)) continue;
    connection.deliver(message);
    deliveries++;
  }
  return deliveries;
}

function include(index: Map<string, Set<Connection>>, key: string, member: Connection): void {
  const members = index.get(key);
  if (members) members.add(member);
  else index.set(key, new Set([member]));
}

function exclude(index: Map<string, Set<Connection>>, key: string, member: Connection): void {
  const members = index.get(key);
  if (!members) return;
  members.delete(member);
  if (members.size === 0) index.delete(key);
}
