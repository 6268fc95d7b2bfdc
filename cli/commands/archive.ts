import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { resolveSessionId } from '../session-id.ts';

export const archive = archiving({
  name: 'archive',
  summary: 'Move a session into the archive, where it takes no prompts',
  archived: true,
  done: (harvest) => `Archived. See it again: ${harvest} sessions --all\n`,
});

export const unarchive = archiving({
  name: 'unarchive',
  summary: 'Take a session out of the archive',
  archived: false,
  done: () => 'Taken out of the archive.\n',
});

type Way = {
  name: string;
  summary: string;
  archived: boolean;
  /** What is said then; `harvest` is how this program was called. */
  done: (harvest: string) => string;
};

function archiving(way: Way) {
  return defineCommand({
    name: way.name,
    arguments: 'ID',
    summary: way.summary,
    takes: { min: 1, max: 1 },
    options: {},
    run: async ({ values, positionals: [id = ''] }, { api, terminal, settings }) => {
      const sessionId = await resolveSessionId(api, id);
      const body = { archived: way.archived };
      const session = await api.call('changeSession', { params: { sessionId }, body });
      terminal.write(values.json ? `${JSON.stringify(session)}\n` : way.done(settings.invocation));
      return exitCodes.done;
    },
  });
}
