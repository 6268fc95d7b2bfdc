import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { AnswerOf } from '../../../contracts/routes.ts';
import type { PersonalSession } from '../../../contracts/api.ts';

/** The repository whose page is open, and its newest sessions. */
export const useRepositoryStore = defineStore('repository', () => {
  const repositoryId = shallowRef<string>();
  const detail = shallowRef<AnswerOf<'getRepository'>>();
  const sessions = shallowRef<PersonalSession[]>([]);
  const failure = shallowRef<unknown>();

  /** Begins anew, unless this repository is open already. */
  function open(id: string): void {
    if (repositoryId.value === id) return;
    repositoryId.value = id;
    detail.value = undefined;
    sessions.value = [];
    failure.value = undefined;
  }

  return { repositoryId, detail, sessions, failure, open };
});
