/** A sandbox leaves one snapshot at most, so its id names that: whoever ends it proposes the same. */
export const snapshotIdOf = (sandboxId: string): string => sandboxId.replace(/^sbx_/, 'snp_');
