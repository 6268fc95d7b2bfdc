import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { colouredDiff } from '../render/diff.ts';
import { resolveSessionId } from '../session-id.ts';

export const diff = defineCommand({
  name: 'diff',
  arguments: 'ID',
  summary: "Print the session's branch against its base",
  takes: { min: 1, max: 1 },
  options: {},
  run: async ({ values, positionals: [id = ''] }, { api, terminal }) => {
    const sessionId = await resolveSessionId(api, id);
    const answer = await api.call('readDiff', { params: { sessionId } });
    if (values.json) terminal.write(`${JSON.stringify(answer)}\n`);
    // In a pipe it stays byte for byte, so that `git apply` takes it.
    else if (!terminal.interactive) terminal.write(answer.diff);
    else terminal.write(colouredDiff(answer.diff, terminal.style));
    return exitCodes.done;
  },
});
