import type { Person } from '../../contracts/ids.ts';

/** The people whom the service knows: who may be named, and who may sign in. */
export interface People {
  get(personId: string): Promise<Person | undefined>;
  /** By id, or by email address in any case. */
  find(idOrEmail: string): Promise<Person | undefined>;
  /** Newest first; `search` is a part of the name or the address, in any case. */
  list(page: {
    search?: string;
    after?: string;
    limit: number;
  }): Promise<{ items: Person[]; next?: string }>;
  /** Adds the person, or replaces what was known under this id. */
  put(person: Person): Promise<void>;
  /** Whoever is removed is signed out with it. What they wrote keeps their name. */
  remove(personId: string): Promise<void>;
}
