/** A repository's id as people call it: without the number that tells equal names apart. */
export function repositoryName(repositoryId: string): string {
  return repositoryId.replace(/-[0-9a-f]{8}$/, '');
}
