import { explainError } from '../api/explain-error.ts';

/** Shows what went wrong with something a person did, where the page has no better place for it. */
export function useFailures() {
  const toast = useToast();

  function report(error: unknown): void {
    const { title, description } = explainError(error);
    toast.add({ title, description, color: 'error', icon: 'i-lucide-circle-alert' });
  }

  /** Does it, and reports a failure. Answers whether it worked. */
  async function attempt(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  }

  return { report, attempt };
}
