import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { shortPrompt } from '../render/prompt-list.ts';
import { resolveSessionId } from '../session-id.ts';
import { waitingPrompt } from '../waiting-prompt.ts';

export const cancel = defineCommand({
  name: 'cancel',
  arguments: 'ID [NUMBER]',
  summary: 'Cancel a waiting prompt, by its number in `harvest show`',
  takes: { min: 1, max: 2 },
  options: {},
  run: async ({ values, positionals: [id = '', typed] }, { api, terminal }) => {
    const sessionId = await resolveSessionId(api, id);
    const { promptId, text } = await waitingPrompt(api, sessionId, typed);
    await api.call('cancelPrompt', { params: { sessionId, promptId } });
    const said = values.json ? JSON.stringify({ promptId }) : `Cancelled: ${shortPrompt(text)}`;
    terminal.write(`${said}\n`);
    return exitCodes.done;
  },
});
