import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

/** The time in milliseconds, renewed every `everyMs` for as long as the component lives. */
export function useNow(everyMs: number): ShallowRef<number> {
  const now = shallowRef(Date.now());
  const timer = setInterval(() => (now.value = Date.now()), everyMs);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
