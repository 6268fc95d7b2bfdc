import { defineCommand } from '../define-command.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { followSession } from '../follow/follow-session.ts';
import { readHistory } from '../follow/read-history.ts';
import { eventLine } from '../render/event-line.ts';
import { resolveSessionId } from '../session-id.ts';
import type { SessionEvent } from '../../contracts/events.ts';

export const events = defineCommand({
  name: 'events',
  arguments: 'ID',
  summary: "Print a session's durable events",
  takes: { min: 1, max: 1 },
  options: {
    follow: { type: 'boolean', short: 'f', help: 'Go on with each new event until Ctrl-C' },
    after: { type: 'string', value: 'N', help: 'Only events after this number (default 0)' },
  },
  run: async ({ values, positionals: [id = ''] }, { api, terminal, interrupts }) => {
    const after = Number(values.after ?? 0);
    if (!Number.isInteger(after) || after < 0)
      throw new UsageError('--after must be the number of an event, or 0.');
    const sessionId = await resolveSessionId(api, id);
    const print = (event: SessionEvent) =>
      terminal.write(values.json ? `${JSON.stringify(event)}\n` : eventLine(event, terminal.style));
    const { signal } = interrupts;
    if (!values.follow) {
      for await (const event of readHistory(api, sessionId, after, signal)) print(event);
      return exitCodes.done;
    }
    for await (const update of followSession(api, sessionId, { after, signal }))
      if (update.kind === 'event') print(update.event);
    // Following ends by Ctrl-C only, which is how it is meant to end.
    return exitCodes.done;
  },
});
