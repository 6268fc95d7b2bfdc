import { computed } from 'vue';
import { useCatalogueStore } from '../stores/catalogue.ts';
import { useChangesStore } from '../stores/changes.ts';
import { useSessionStore } from '../stores/session.ts';
import { useCatalogue } from './useCatalogue.ts';
import { useFailures } from './useFailures.ts';
import { useReview } from './useReview.ts';

/** Merges or discards the branch of the open session, where that is possible from here. */
export function useBranch() {
  const session = useSessionStore();
  const changes = useChangesStore();
  const catalogue = useCatalogueStore();
  const { merge, discard } = useReview(session.sessionId ?? '');
  const { attempt } = useFailures();
  const toast = useToast();
  void useCatalogue()
    .ensure()
    .catch(() => {});

  const into = computed(() => session.summary?.baseBranch ?? undefined);
  /** A repository elsewhere has its own place to merge. */
  const isLocal = computed(() => {
    const name = session.summary?.repository;
    return catalogue.repositories.find((known) => known.repositoryId === name)?.kind === 'local';
  });
  const canDecide = computed(
    () =>
      isLocal.value &&
      session.view.branchState === 'open' &&
      Boolean(session.summary?.changes?.commit),
  );

  async function mergeNow(): Promise<boolean> {
    changes.conflict = undefined;
    return attempt(async () => {
      const result = await merge();
      if (result.state === 'conflict') changes.conflict = result;
      else toast.add({ title: `Merged into ${result.into}`, icon: 'i-lucide-git-merge' });
    });
  }

  async function discardNow(): Promise<boolean> {
    changes.conflict = undefined;
    return attempt(async () => {
      await discard();
      toast.add({ title: 'The branch was discarded', icon: 'i-lucide-trash-2' });
    });
  }

  return { into, canDecide, mergeNow, discardNow };
}
