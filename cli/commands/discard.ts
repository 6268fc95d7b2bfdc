import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { resolveSessionId } from '../session-id.ts';

export const discard = defineCommand({
  name: 'discard',
  arguments: 'ID',
  summary: "Delete the session's branch",
  takes: { min: 1, max: 1 },
  options: {},
  run: async ({ values, positionals: [id = ''] }, { api, terminal }) => {
    const sessionId = await resolveSessionId(api, id);
    await api.call('discardBranch', { params: { sessionId } });
    terminal.write(values.json ? '{}\n' : 'The branch is deleted.\n');
    return exitCodes.done;
  },
});
