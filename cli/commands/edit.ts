import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { promptText } from '../prompt-text.ts';
import { shortPrompt } from '../render/prompt-list.ts';
import { resolveSessionId } from '../session-id.ts';
import { waitingPrompt } from '../waiting-prompt.ts';

export const edit = defineCommand({
  name: 'edit',
  arguments: 'ID NUMBER "PROMPT"|-',
  summary: 'Write a waiting prompt anew, by its number in `harvest show`',
  takes: { min: 3, max: 3 },
  options: {},
  run: async ({ values, positionals: [id = '', typed = '', typedText = ''] }, context) => {
    const { api, terminal } = context;
    const text = await promptText(typedText, context);
    const sessionId = await resolveSessionId(api, id);
    const before = await waitingPrompt(api, sessionId, typed);
    const { promptId } = before;
    await api.call('changePrompt', { params: { sessionId, promptId }, body: { text } });
    const said = values.json
      ? JSON.stringify({ promptId })
      : `Written anew. It said: ${shortPrompt(before.text)}`;
    terminal.write(`${said}\n`);
    return exitCodes.done;
  },
});
