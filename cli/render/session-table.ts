import type { SessionSummary } from '../../contracts/api.ts';
import { repositoryName } from '../../contracts/repository-name.ts';
import { oneLine } from './plain-text.ts';
import { age } from './quantities.ts';
import { table } from './table.ts';

/** The list of sessions, one line each; `now` in milliseconds since the epoch. */
export function sessionTable(
  sessions: readonly SessionSummary[],
  { now, columns }: { now: number; columns: number },
): string {
  if (sessions.length === 0) return 'There are no sessions. Start one with `harvest run`.\n';
  const heads = sessions.map((session) => [
    session.sessionId,
    session.archived ? 'archived' : session.status,
    age(now - Date.parse(session.updatedAt)),
    oneLine(repositoryName(session.repository), 24),
  ]);
  const used = Math.max(...heads.map((cells) => cells.join('  ').length));
  const titleWidth = Math.max(20, columns - used - 8);
  return table([
    ['SESSION', 'STATUS', 'AGE', 'REPOSITORY', 'TITLE'],
    ...heads.map((cells, index) => [...cells, oneLine(sessions[index]?.title ?? '', titleWidth)]),
  ]);
}
