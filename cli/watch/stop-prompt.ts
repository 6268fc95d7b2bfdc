import type { ErrorCode } from '../../contracts/errors.ts';
import type { ApiClient } from '../api-client.ts';
import { ApiError } from '../errors.ts';

/**
 * Stops the run of a prompt, or cancels the prompt while it waits. That it has ended shows in the
 * session's events. Answers false when there was nothing to stop (any more).
 *
 * @throws ApiError for any other refusal
 */
export async function stopPrompt(
  api: ApiClient,
  { sessionId, promptId }: { sessionId: string; promptId: string },
): Promise<boolean> {
  const { run } = await api.call('getSession', { params: { sessionId } });
  // Another prompt's run may be at work while this one waits.
  const waits = run !== null && run.promptId !== promptId;
  const cancel = () => api.call('cancelPrompt', { params: { sessionId, promptId } });
  const stop = () => api.call('stopRun', { params: { sessionId } });
  if (waits) return unlessRefused('prompt_unknown', cancel);
  return (await unlessRefused('nothing_running', stop)) || unlessRefused('prompt_unknown', cancel);
}

async function unlessRefused(code: ErrorCode, call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === code) return false;
    throw error;
  }
}
