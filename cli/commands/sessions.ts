import { SessionStatus, type SessionSummary } from '../../contracts/api.ts';
import { defineCommand } from '../define-command.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { listSessions } from '../list-sessions.ts';
import { sessionTable } from '../render/session-table.ts';

export const sessions = defineCommand({
  name: 'sessions',
  arguments: '',
  summary: 'List the sessions, those with the latest news first',
  takes: { min: 0, max: 0 },
  options: {
    all: { type: 'boolean', short: 'a', help: 'Include archived sessions' },
    status: { type: 'string', value: SessionStatus.options.join('|'), help: 'Only these' },
    limit: { type: 'string', short: 'n', value: 'N', help: 'At most so many (default 50)' },
  },
  run: async ({ values }, { api, terminal, clock }) => {
    const limit = Number(values.limit ?? 50);
    if (!Number.isInteger(limit) || limit < 1)
      throw new UsageError('--limit must be a whole number above 0.');
    const status = SessionStatus.optional().safeParse(values.status);
    if (!status.success)
      throw new UsageError(`--status must be one of ${SessionStatus.options.join(', ')}.`);
    const query = status.data === undefined ? {} : { status: status.data };
    const found: SessionSummary[] = [];
    for (const archived of values.all ? (['false', 'true'] as const) : (['false'] as const)) {
      let taken = 0;
      for await (const session of listSessions(api, { ...query, archived })) {
        found.push(session);
        if (++taken === limit) break;
      }
    }
    found.sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
    const items = found.slice(0, limit);
    terminal.write(
      values.json
        ? `${JSON.stringify({ items }, null, 2)}\n`
        : sessionTable(items, { now: clock(), columns: terminal.columns }),
    );
    return exitCodes.done;
  },
});
