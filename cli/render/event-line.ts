import type { SessionEvent } from '../../contracts/events.ts';
import { peopleGist } from './people-lines.ts';
import { oneLine } from './plain-text.ts';
import { count, duration } from './quantities.ts';
import type { Style } from './style.ts';
import { toolTitle } from './tool-line.ts';

/** One line for a durable event: its number, time of day (UTC), type, and what it says. */
export function eventLine(event: SessionEvent, style: Style): string {
  const number = String(event.seq).padStart(5);
  const time = event.at.slice(11, 19);
  const line = `${number} ${style.dim(time)} ${style.cyan(event.type.padEnd(16))} ${gist(event)}`;
  return `${line.trimEnd()}\n`;
}

function gist(event: SessionEvent): string {
  switch (event.type) {
    case 'session.created':
    case 'session.renamed':
      return oneLine(event.data.title, 100);
    case 'prompt.queued':
    case 'prompt.edited':
    case 'prompt.steered':
      return oneLine(event.data.text, 100);
    case 'comment.added':
    case 'collaborator.added':
    case 'collaborator.removed':
    case 'question.asked':
    case 'question.answered':
    case 'question.dismissed':
      return peopleGist(event);
    case 'run.started':
      return oneLine(event.data.model);
    case 'run.lost':
    case 'run.waiting':
    case 'sandbox.ended':
      return oneLine(event.data.cause);
    case 'run.usage':
      return count(event.data.usage.inputTokens + event.data.usage.outputTokens, 'token');
    case 'run.finished': {
      const { outcome, durationMs, failure } = event.data;
      const cause = failure ? `: ${oneLine(failure.message)}` : '';
      return `${outcome} after ${duration(durationMs)}${cause}`;
    }
    case 'branch.merged':
      return `into ${oneLine(event.data.into)} at ${event.data.commit.slice(0, 12)}`;
    case 'part.finished': {
      const { part } = event.data;
      if (part.type !== 'tool') return `${part.type}: ${oneLine(part.text, 80)}`;
      return `${oneLine(part.tool)} ${part.status} ${toolTitle(part)}`;
    }
    case 'phase.started':
      return event.data.phase;
    case 'phase.log':
      return `${event.data.phase}: ${oneLine(event.data.lines.join(' ⏎ '), 100)}`;
    case 'phase.finished': {
      const { phase, durationMs, failure } = event.data;
      const cause = failure ? `: ${oneLine(failure.message)}` : '';
      return `${phase} ${failure ? 'failed' : 'done'} after ${duration(durationMs)}${cause}`;
    }
    default:
      return '';
  }
}
