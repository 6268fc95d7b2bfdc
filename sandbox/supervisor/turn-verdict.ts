import type { AssistantMessage, Message, Part } from '@opencode-ai/sdk/v2/client';
import { failure, type ErrorCode, type Failure } from '../../contracts/errors.ts';
import type { Outcome } from '../../contracts/events.ts';
import { isStorageFull } from './storage-full.ts';

export type StoredMessage = { info: Message; parts: Part[] };
export type AgentError = NonNullable<AssistantMessage['error']>;

export type Verdict =
  /** OpenCode announces idle before it has stored how the turn ended; this may settle yet. */
  { state: 'unsettled'; reason: 'no_answer' | 'unfinished' } | ({ state: 'ended' } & Ended);

export type Ended = { outcome: Outcome; failure?: Failure };

/** Why we aborted a turn ourselves: somebody asked for it, or it is bound to fail. */
export type AbortCause = 'stopped' | Failure;

/**
 * How a turn ended, judged from what an idle session has stored.
 *
 * @param answers the messages from our last prompt on, oldest first, without that prompt
 * @param lastError what the session reported last, for turns that have no message at all
 */
export function judgeTurn(
  answers: readonly StoredMessage[],
  aborted: AbortCause | undefined,
  lastError: AgentError | undefined,
): Verdict {
  const last = answers.findLast(({ info }) => info.role === 'assistant')?.info;
  if (last?.role !== 'assistant') {
    // Aborted or not, a prompt that has just been taken may be about to be answered.
    if (aborted || !lastError) return { state: 'unsettled', reason: 'no_answer' };
    return failedBy(lastError);
  }
  if (last.error) {
    return aborted && last.error.name === 'MessageAbortedError'
      ? abortedBy(aborted)
      : failedBy(last.error);
  }
  if (!last.time.completed) return { state: 'unsettled', reason: 'unfinished' };
  // An abort during a wait for a retry leaves neither an error nor a finish.
  if (!last.finish) return abortedBy(aborted ?? 'stopped');
  return finishedWith(last.finish, aborted);
}

function finishedWith(finish: string, aborted: AbortCause | undefined): Verdict {
  switch (finish) {
    case 'stop':
      return { state: 'ended', outcome: 'completed' };
    case 'length':
      return failed('output_limit');
    case 'content-filter':
      return failed('model_refused', 'The provider withheld the answer (content filter).');
    default:
      return aborted ? abortedBy(aborted) : { state: 'unsettled', reason: 'unfinished' };
  }
}

/** What an error of OpenCode means to a person. */
export function failureOf(error: AgentError): Failure {
  const message = 'message' in error.data ? String(error.data.message) : error.name;
  if (isStorageFull(message)) return failure('storage_full');
  switch (error.name) {
    case 'ContextOverflowError':
      return failure('context_overflow');
    case 'MessageOutputLengthError':
      return failure('output_limit');
    case 'ProviderAuthError':
    case 'ContentFilterError':
    case 'StructuredOutputError':
      return failure('model_refused', message);
    case 'APIError':
      return failure(codeOfStatus(error.data.statusCode), message);
    case 'MessageAbortedError':
    case 'UnknownError':
      return failure('model_unreachable', message);
  }
}

/** What is said by who is no model: nothing at that address, or the gateway that reached nobody. */
const nobody: ReadonlySet<number> = new Set([404, 424]);

function codeOfStatus(status: number | undefined): ErrorCode {
  if (status === 429) return 'model_throttled';
  const answered = status !== undefined && status >= 400 && status < 500 && !nobody.has(status);
  return answered ? 'model_refused' : 'model_unreachable';
}

function failedBy(error: AgentError): Verdict {
  if (error.name === 'MessageAbortedError') return { state: 'ended', outcome: 'stopped' };
  return { state: 'ended', outcome: 'failed', failure: failureOf(error) };
}

function abortedBy(cause: AbortCause): Verdict {
  return { state: 'ended', ...endedBy(cause) };
}

/** How a turn has ended that was aborted for this cause. */
export function endedBy(cause: AbortCause): Ended {
  return cause === 'stopped' ? { outcome: 'stopped' } : { outcome: 'failed', failure: cause };
}

function failed(code: ErrorCode, message?: string): Verdict {
  return { state: 'ended', outcome: 'failed', failure: failure(code, message) };
}
