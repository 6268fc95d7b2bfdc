import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { modelAndEffort, promptOptions } from '../prompt-options.ts';
import { promptText } from '../prompt-text.ts';
import { withService } from '../service/with-service.ts';
import { resolveSessionId } from '../session-id.ts';
import { steerNote } from '../watch/steer-note.ts';
import { watchRun } from '../watch/watch-run.ts';

const discarded = 'The branch of this session was discarded; new commits bring it back.';

export const prompt = defineCommand({
  name: 'prompt',
  arguments: 'ID "PROMPT"|-',
  summary: 'Send a further prompt to a session and watch its run',
  takes: { min: 2, max: 2 },
  options: {
    steer: { type: 'boolean', help: 'Put the prompt into the running turn instead of the queue' },
    ...promptOptions,
  },
  run: async ({ values, positionals: [id = '', typed = ''] }, context) => {
    const { api, terminal, newId } = context;
    const { json = false, detach = false } = values;
    const options = modelAndEffort(values);
    const mode = values.steer ? ('steer' as const) : ('queue' as const);
    const text = await promptText(typed, context);
    const body = { promptId: newId('prm'), text, mode, ...options };
    const note = (said: string | undefined) => {
      if (said !== undefined && !json) terminal.writeError(`${terminal.style.yellow(said)}\n`);
    };
    return withService(context, { detach, json }, async ({ own }) => {
      const sessionId = await resolveSessionId(api, id);
      const session = await api.call('getSession', { params: { sessionId } });
      const { promptId } = await api.call('sendPrompt', { params: { sessionId }, body });
      if (session.branchState === 'discarded') note(discarded);
      if (detach) {
        if (values.steer && !json) note(await steerNote(context, sessionId, promptId));
        terminal.write(`${json ? JSON.stringify({ sessionId, promptId }) : sessionId}\n`);
        return exitCodes.done;
      }
      return watchRun(context, {
        sessionId,
        promptId,
        fromStart: false,
        steered: values.steer === true,
        json,
        mayDetach: own === undefined,
      });
    });
  },
});
