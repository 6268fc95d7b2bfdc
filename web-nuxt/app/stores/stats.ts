import { defineStore } from 'pinia';
import { reactive, shallowRef } from 'vue';
import type { Stats } from '../../../contracts/stats.ts';
import type { RangeName } from '../stats/ranges.ts';

export type StatsFilter = {
  range: RangeName;
  repository: string | undefined;
  person: string | undefined;
};

/** Statistics as they were read last, and what they were asked for. */
export const useStatsStore = defineStore('stats', () => {
  const stats = shallowRef<Stats>();
  const loading = shallowRef(false);
  const failure = shallowRef<unknown>();
  const filter = reactive<StatsFilter>({
    range: '7d',
    repository: undefined,
    person: undefined,
  });
  return { stats, loading, failure, filter };
});
