/** What a repository's start hook may look like. */
export const startExample = `#!/bin/bash
npm run dev &`;

/** What a repository's setup hook may look like. */
export const setupExample = `#!/bin/bash
set -e
npm ci`;
