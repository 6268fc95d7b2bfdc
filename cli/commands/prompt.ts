import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { modelAndEffort, promptOptions } from '../prompt-options.ts';
import { withService } from '../service/with-service.ts';
import { resolveSessionId } from '../session-id.ts';
import { watchRun } from '../watch/watch-run.ts';

export const prompt = defineCommand({
  name: 'prompt',
  arguments: 'ID "PROMPT"',
  summary: 'Send a further prompt to a session and watch its run',
  takes: { min: 2, max: 2 },
  options: {
    steer: { type: 'boolean', help: 'Put the prompt into the running turn instead of the queue' },
    ...promptOptions,
  },
  run: async ({ values, positionals: [id = '', text = ''] }, context) => {
    const { api, terminal, newId } = context;
    const { json = false, detach = false } = values;
    const body = {
      promptId: newId('prm'),
      text,
      mode: values.steer ? ('steer' as const) : ('queue' as const),
      ...modelAndEffort(values),
    };
    return withService(context, { detach, json }, async ({ own }) => {
      const sessionId = await resolveSessionId(api, id);
      const { promptId } = await api.call('sendPrompt', { params: { sessionId }, body });
      if (detach) {
        terminal.write(`${json ? JSON.stringify({ sessionId, promptId }) : sessionId}\n`);
        return exitCodes.done;
      }
      return watchRun(context, {
        sessionId,
        promptId,
        fromStart: false,
        json,
        mayDetach: own === undefined,
      });
    });
  },
});
