import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { AnswerOf } from '../../../contracts/routes.ts';

export type Model = AnswerOf<'listModels'>['items'][number];
export type Repository = AnswerOf<'listRepositories'>['items'][number];

/** What sessions are made of: the connected models and the known repositories. */
export const useCatalogueStore = defineStore('catalogue', () => {
  const models = shallowRef<Model[]>([]);
  const repositories = shallowRef<Repository[]>([]);
  const loaded = shallowRef(false);
  const defaultModel = computed(() => models.value.find((model) => model.default));
  const rehearsal = computed(() => defaultModel.value?.rehearsal === true);
  return { models, repositories, loaded, defaultModel, rehearsal };
});
