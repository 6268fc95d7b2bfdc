/** What a repository's setup hook may look like. */
export const setupExample = `#!/bin/bash
set -e
npm ci`;
