/** All branches that Harvest makes are below this, and none that a person's repository has is. */
export const sessionBranchPrefix = 'harvest/';

/**
 * Throws unless `branch` is a name that Harvest makes itself. Such names are safe in a refspec and
 * on a command line; anything else here is a bug.
 */
export function assertSessionBranch(branch: string): void {
  const isSafe =
    branch.startsWith(sessionBranchPrefix) &&
    branch
      .split('/')
      .every(
        (part) => /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(part) && !/\.\.|\.$|\.lock$/.test(part),
      );
  if (!isSafe) throw new Error(`not the branch of a session: ${JSON.stringify(branch)}`);
}

/** Throws unless git takes `branch` for a name, which makes it safe in a refspec. */
export function assertBranchName(branch: string): void {
  const isUnsafe = /[\p{Cc}\s:~^?*[\\]|^-|\.\.|@\{|\.$|\/$|^$/u.test(branch);
  if (isUnsafe) throw new Error(`not the name of a branch: ${JSON.stringify(branch)}`);
}
