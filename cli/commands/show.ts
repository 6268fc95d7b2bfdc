import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { readView, waitingIn } from '../read-view.ts';
import { sessionDetails } from '../render/session-details.ts';
import { resolveSessionId } from '../session-id.ts';

export const show = defineCommand({
  name: 'show',
  arguments: 'ID',
  summary: 'Show a session: summary, waiting prompts, last run',
  takes: { min: 1, max: 1 },
  options: {},
  run: async ({ values, positionals: [id = ''] }, { api, terminal }) => {
    const sessionId = await resolveSessionId(api, id);
    const session = await api.call('getSession', { params: { sessionId } });
    const view = await readView(api, sessionId);
    const queue = waitingIn(view);
    const comments = [...view.comments.values()];
    const questions = [...view.questions.values()].filter(({ state }) => state === 'open');
    const lastRun = [...view.runs.values()].at(-1);
    const rest = { session, queue, comments, questions };
    terminal.write(
      values.json
        ? `${JSON.stringify({ ...rest, lastRun: lastRun ?? null }, null, 2)}\n`
        : sessionDetails({ ...rest, asked: view.questions, lastRun }, terminal.style),
    );
    return exitCodes.done;
  },
});
