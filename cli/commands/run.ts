import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { modelAndEffort, promptOptions } from '../prompt-options.ts';
import { promptText } from '../prompt-text.ts';
import { oneLine } from '../render/plain-text.ts';
import { resolveRepository } from '../repository.ts';
import { withService } from '../service/with-service.ts';
import { watchRun } from '../watch/watch-run.ts';

export const run = defineCommand({
  name: 'run',
  arguments: '"PROMPT"|-',
  summary: 'Start a session with a prompt and watch its run',
  takes: { min: 1, max: 1 },
  options: {
    repo: {
      type: 'string',
      short: 'r',
      value: 'PATH|URL|sample',
      help: 'The repository (default: the one around the current folder)',
    },
    ...promptOptions,
  },
  run: async ({ values, positionals: [typed = ''] }, context) => {
    const { api, settings, terminal, newId } = context;
    const { json = false, detach = false } = values;
    const repository = await resolveRepository(values.repo, settings.cwd);
    const options = modelAndEffort(values);
    const text = await promptText(typed, context);
    const prompt = { promptId: newId('prm'), text, ...options };
    return withService(context, { detach, json }, async ({ own }) => {
      const created = await api.call('createSession', {
        body: { sessionId: newId('ses'), repository, prompt },
        signal: context.interrupts.signal,
      });
      const { sessionId } = created;
      const { promptId } = prompt;
      if (detach) {
        terminal.write(`${json ? JSON.stringify({ sessionId, promptId }) : sessionId}\n`);
        return exitCodes.done;
      }
      if (!json)
        terminal.write(`Session ${sessionId} on ${oneLine(repository)}, ${created.branch}\n`);
      return watchRun(context, {
        sessionId,
        promptId,
        fromStart: true,
        json,
        mayDetach: own === undefined,
      });
    });
  },
});
