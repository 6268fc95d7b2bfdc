import { access, constants, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sessionBranchPrefix } from './session-branch.ts';

/** Names, to the hook, the one branch that may be pushed. */
const branchVariable = 'HARVEST_PUSH_BRANCH';

const preReceive = `#!/bin/sh
while read -r old new ref; do
  if [ "$ref" != "refs/heads/$${branchVariable}" ]; then
    echo "Only the branch $${branchVariable} may be pushed from this sandbox, not $ref." >&2
    exit 1
  fi
done
`;

/**
 * Puts the check of pushed branches where git runs it and no sandbox reaches it.
 * @returns the hooks' folder. Throws when hooks cannot run there, because git would then skip
 * the check in silence.
 */
export async function installPushGuard(home: string): Promise<string> {
  const folder = join(home, 'hooks');
  const hook = join(folder, 'pre-receive');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(`${hook}.${process.pid}`, preReceive, { mode: 0o700 });
  await rename(`${hook}.${process.pid}`, hook);
  await access(hook, constants.X_OK);
  return folder;
}

/**
 * The variables that make git's HTTP service of a mirror accept `branch` and nothing else, and
 * show no other session's branch.
 */
export function pushGuardEnvironment(hooks: string, branch: string): Record<string, string> {
  const settings = [
    ['core.hooksPath', hooks],
    ['http.receivepack', 'true'],
    ['http.getanyfile', 'false'],
    ['receive.denyDeletes', 'true'],
    // What is pushed ends up in the person's repository.
    ['receive.fsckObjects', 'true'],
    ['receive.maxInputSize', '1g'],
    ['receive.autogc', 'false'],
    ['transfer.hideRefs', 'refs/harvest'],
    ['transfer.hideRefs', `refs/heads/${sessionBranchPrefix}`],
    ['transfer.hideRefs', `!refs/heads/${branch}`],
    // The base commit stays available by its id when the person rewrites the branch meanwhile.
    ['uploadpack.allowAnySHA1InWant', 'true'],
    ['uploadpack.allowFilter', 'true'],
  ] as const;
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    ...Object.fromEntries(numbered),
    GIT_CONFIG_COUNT: String(settings.length),
    [branchVariable]: branch,
  };
}
