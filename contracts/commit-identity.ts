import type { Person } from './ids.ts';

/** The name and address that a person's commits carry. */
export function commitIdentity({ id, name, email }: Person): { name: string; email: string } {
  return { name, email: email ?? `${id}@harvest.localhost` };
}
