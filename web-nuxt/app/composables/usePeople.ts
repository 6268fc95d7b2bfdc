import type { AnswerOf, BodyOf } from '../../../contracts/routes.ts';
import { usePeopleStore } from '../stores/people.ts';
import { useApi } from './useApi.ts';

/** Reads people into their store, invites and removes them. Each call throws what the API refuses. */
export function usePeople() {
  const api = useApi();
  const store = usePeopleStore();

  async function refresh(): Promise<void> {
    const { items } = await api('listPeople', { query: { limit: 200 } });
    store.items = items;
    store.loaded = true;
  }

  async function invite(body: BodyOf<'invite'>): Promise<AnswerOf<'invite'>> {
    const invitation = await api('invite', { body });
    await refresh();
    return invitation;
  }

  async function remove(personId: string): Promise<void> {
    await api('removePerson', { params: { personId } });
    store.items = store.items.filter(({ id }) => id !== personId);
  }

  return { refresh, invite, remove };
}
