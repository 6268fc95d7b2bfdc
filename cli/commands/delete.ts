import { askLine } from '../ask-line.ts';
import { defineCommand } from '../define-command.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { oneLine } from '../render/plain-text.ts';
import { resolveSessionId } from '../session-id.ts';

const consequences =
  'Its history and sandbox are deleted, and what runs is stopped. The branch in your repository stays.';

export const deleteSession = defineCommand({
  name: 'delete',
  arguments: 'ID',
  summary: 'Delete a session for good: all but its branch',
  takes: { min: 1, max: 1 },
  options: { yes: { type: 'boolean', short: 'y', help: 'Do not ask first' } },
  run: async ({ values, positionals: [id = ''] }, { api, terminal, interrupts }) => {
    const sessionId = await resolveSessionId(api, id);
    if (!values.yes) {
      if (!process.stdin.isTTY || !process.stderr.isTTY)
        throw new UsageError('To delete without being asked first, add --yes.');
      const { title } = await api.call('getSession', { params: { sessionId } });
      const question = `Delete “${oneLine(title)}”? ${consequences} (y/N) `;
      const interrupt = () => interrupts.interrupt();
      const said = await askLine(question, { signal: interrupts.signal, interrupt });
      if (!/^y(es)?$/i.test(said?.trim() ?? '')) {
        terminal.writeError('Nothing was deleted.\n');
        return exitCodes.interrupted;
      }
    }
    await api.call('deleteSession', { params: { sessionId } });
    terminal.write(values.json ? `${JSON.stringify({ sessionId })}\n` : 'Deleted.\n');
    return exitCodes.done;
  },
});
