import type { DurableClient } from 'durable-functions';
import type { CommandOf, CommandType, SessionAnswers } from '../core/session-commands.ts';
import { ApiError } from './http/respond.ts';

/** How long an answer may take before the caller is told to try again, in milliseconds. */
const patienceMs = 10_000;
const firstPauseMs = 5;
const longestPauseMs = 250;

/** Asks a session's actor from outside an orchestration, and waits for its answer. */
export async function askSession<T extends CommandType>(
  client: DurableClient,
  sessionId: string,
  command: CommandOf<T>,
): Promise<SessionAnswers[T]> {
  const instanceId = await client.startNew('command', { input: { sessionId, command } });
  // `command` answers what the actor does, which `SessionAnswers` types.
  return (await outcomeOf(client, instanceId)) as SessionAnswers[T];
}

/**
 * What an orchestration has answered when it is over. Throws `unavailable` when that takes long or
 * it broke off; it may go on all the same.
 */
export async function outcomeOf(client: DurableClient, instanceId: string): Promise<unknown> {
  const deadline = Date.now() + patienceMs;
  for (
    let pause = firstPauseMs;
    Date.now() < deadline;
    pause = Math.min(pause * 2, longestPauseMs)
  ) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const status = await client.getStatus(instanceId);
    if (status.runtimeStatus === 'Completed') return status.output;
    if (status.runtimeStatus === 'Failed' || status.runtimeStatus === 'Terminated') break;
  }
  throw new ApiError('unavailable');
}
