import type { SessionSummary } from '../../contracts/api.ts';
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
      const session = await api.call('getSession', { params: { sessionId } });
      const { promptId } = await api.call('sendPrompt', { params: { sessionId }, body });
      if (!json)
        for (const note of notes(session, { steer: detach && values.steer === true }))
          terminal.writeError(`${terminal.style.yellow(note)}\n`);
      if (detach) {
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

/** What the person may not expect of a prompt to a session that was in this state. */
function notes({ run, branchState }: SessionSummary, { steer }: { steer: boolean }): string[] {
  const queued = 'Nothing is running that could be steered, so the prompt was queued.';
  const discarded = 'The branch of this session was discarded; new commits bring it back.';
  return [
    ...(steer && run === null ? [queued] : []),
    ...(branchState === 'discarded' ? [discarded] : []),
  ];
}
