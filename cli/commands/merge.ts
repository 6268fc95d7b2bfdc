import type { MergeResult } from '../../contracts/branches.ts';
import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { oneLine } from '../render/plain-text.ts';
import { resolveSessionId } from '../session-id.ts';

export const merge = defineCommand({
  name: 'merge',
  arguments: 'ID',
  summary: "Merge the session's branch into the one it started from",
  takes: { min: 1, max: 1 },
  options: {},
  run: async ({ values, positionals: [id = ''] }, { api, terminal }) => {
    const sessionId = await resolveSessionId(api, id);
    const result = await api.call('mergeBranch', { params: { sessionId } });
    if (values.json) terminal.write(`${JSON.stringify(result)}\n`);
    else terminal.write(report(result));
    return result.state === 'conflict' ? exitCodes.failed : exitCodes.done;
  },
});

function report(result: MergeResult): string {
  const into = oneLine(result.into);
  switch (result.state) {
    case 'merged':
      return `Merged into ${into}, which is now at ${result.commit.slice(0, 12)}.\n`;
    case 'up-to-date':
      return `${into} has all of it already.\n`;
    case 'conflict': {
      const files = result.files.map((file) => `  ${oneLine(file)}\n`).join('');
      return `Nothing was merged: ${into} has changed in the same places.\n${files}`;
    }
  }
}
