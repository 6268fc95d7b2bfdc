import type { SessionEvent } from '../../contracts/events.ts';
import { defineCommand } from '../define-command.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { ApiError } from '../errors.ts';
import { followSession } from '../follow/follow-session.ts';
import { oneLine } from '../render/plain-text.ts';
import { duration } from '../render/quantities.ts';
import { resolveSessionId } from '../session-id.ts';

type RunFinished = Extract<SessionEvent, { type: 'run.finished' }>;

export const stop = defineCommand({
  name: 'stop',
  arguments: 'ID',
  summary: 'Stop the running turn of a session and wait until it has stopped',
  takes: { min: 1, max: 1 },
  options: {},
  run: async ({ values, positionals: [id = ''] }, context) => {
    const { api, terminal } = context;
    const sessionId = await resolveSessionId(api, id);
    const runId = await stopRun(context, sessionId);
    if (runId === undefined) {
      terminal.write(values.json ? 'null\n' : 'Nothing is running in this session.\n');
      return exitCodes.done;
    }
    const finished = await endOfRun(context, sessionId, runId);
    if (!finished) return exitCodes.interrupted;
    if (values.json) terminal.write(`${JSON.stringify(finished)}\n`);
    else terminal.write(confirmation(finished.data));
    return exitCodes.done;
  },
});

/** Answers the run that is to stop; undefined when there is none, which is what was wanted. */
async function stopRun({ api }: Context, sessionId: string): Promise<string | undefined> {
  try {
    return (await api.call('stopRun', { params: { sessionId } })).runId;
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === 'nothing_running') return undefined;
    throw error;
  }
}

async function endOfRun({ api, interrupts }: Context, sessionId: string, runId: string) {
  for await (const update of followSession(api, sessionId, { signal: interrupts.signal })) {
    if (update.kind !== 'event' || update.event.type !== 'run.finished') continue;
    if (update.event.data.runId === runId) return update.event;
  }
  return undefined;
}

function confirmation({ outcome, durationMs, failure }: RunFinished['data']): string {
  // A run may end by itself in the moment in which it is stopped.
  const word = outcome === 'stopped' ? 'Stopped' : `The run had already ${outcome}`;
  return `${word} after ${duration(durationMs)}.${failure ? ` ${oneLine(failure.message)}` : ''}\n`;
}
