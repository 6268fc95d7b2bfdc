import type { SessionEvent } from '../../contracts/events.ts';
import { emptyView, type SessionView } from '../../contracts/session-view.ts';
import type { Context } from '../context.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { followSession, type SessionUpdate } from '../follow/follow-session.ts';
import { CliError, problemOf } from '../errors.ts';
import { activity, progressLine } from '../render/activity.ts';
import { runSummary } from '../render/run-summary.ts';
import { Transcript } from '../render/transcript.ts';
import { askWhatToDo } from './ask.ts';
import { PromptTracker, type PromptEnd } from './prompt-tracker.ts';
import { RunInterrupts } from './run-interrupts.ts';
import { noteOf } from './steer-note.ts';
import { stopPrompt } from './stop-prompt.ts';

const progressMs = 100;

export type WatchedPrompt = {
  sessionId: string;
  promptId: string;
  /** Show the session from its beginning, not only from the prompt on. */
  fromStart: boolean;
  /** It was to go into a running turn; that it had to wait for its own instead is said. */
  steered?: boolean;
  /** Print durable events as NDJSON and nothing else. */
  json: boolean;
  /** Whether the run can go on without this command. */
  mayDetach: boolean;
};

/**
 * Shows what becomes of a prompt until its run has ended; answers the exit code.
 *
 * @throws CliError when the session could not take the prompt
 */
export async function watchRun(context: Context, watched: WatchedPrompt): Promise<number> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([context.interrupts.signal, leaving.signal]);
  const view = emptyView();
  const tracker = new PromptTracker(watched.promptId);
  let exitCode: number = exitCodes.interrupted;
  const leave = (code: number) => {
    exitCode = code;
    leaving.abort();
  };
  const interrupts = runInterrupts(context, watched, { signal, leave });
  const progress = watched.json ? undefined : showProgress(context, view, tracker);
  try {
    return await context.interrupts.handledBy(
      () => void interrupts.interrupt(),
      async () => {
        const end = await follow(context, watched, { view, tracker, signal });
        clearInterval(progress);
        context.terminal.setProgress('');
        // The run may end while its person is asked what to do with it.
        context.terminal.leaveQuestion();
        return end ? showEnd(context, watched, view, end) : exitCode;
      },
    );
  } finally {
    leaving.abort();
    clearInterval(progress);
    context.terminal.setProgress('');
  }
}

async function follow(
  { api, terminal }: Context,
  { sessionId, promptId, json, fromStart, steered }: WatchedPrompt,
  { view, tracker, signal }: { view: SessionView; tracker: PromptTracker; signal: AbortSignal },
): Promise<PromptEnd | undefined> {
  const transcript = new Transcript(view, terminal.style);
  const textOf = (update: SessionUpdate): string => {
    if (update.kind === 'frame') return transcript.frame(update.frame, tracker.runId);
    return transcript.event(update.event, tracker.runId);
  };
  for await (const update of followSession(api, sessionId, { signal })) {
    const end = update.kind === 'event' ? tracker.take(update.event) : undefined;
    const text = textOf(update);
    const note = steered && update.kind === 'event' && noteOn(update.event, promptId);
    if (note && !json) terminal.write(terminal.style.yellow(`${note}\n`));
    const shown = fromStart || tracker.begun;
    if (shown && !json) terminal.write(text);
    if (shown && json && update.kind === 'event')
      terminal.write(`${JSON.stringify(update.event)}\n`);
    if (end) return end;
  }
  return undefined;
}

function noteOn(event: SessionEvent, promptId: string): string | undefined {
  return 'promptId' in event.data && event.data.promptId === promptId ? noteOf(event) : undefined;
}

function runInterrupts(
  { api, interrupts, settings, terminal }: Context,
  watched: WatchedPrompt,
  { signal, leave }: { signal: AbortSignal; leave: (exitCode: number) => void },
): RunInterrupts {
  const { sessionId, json, mayDetach } = watched;
  const ask = async () => {
    terminal.hold();
    const interrupt = () => interrupts.interrupt();
    return askWhatToDo({ mayDetach, signal, interrupt }).finally(() => terminal.release());
  };
  return new RunInterrupts({
    ask: !json && terminal.interactive && process.stdin.isTTY ? ask : undefined,
    stop: () =>
      stopPrompt(api, watched).then(
        () => {},
        (error: unknown) => terminal.writeError(`Not stopped: ${problemOf(error).title}\n`),
      ),
    detach: () => {
      const command = `${settings.invocation} events ${sessionId} --follow`;
      terminal.write(`The run goes on. See it again: ${command}\n`);
      leave(exitCodes.done);
    },
    leave: () => leave(exitCodes.interrupted),
  });
}

function showEnd(
  { settings, terminal }: Context,
  { sessionId, json }: WatchedPrompt,
  view: SessionView,
  end: PromptEnd,
): number {
  if (end.kind === 'cancelled') {
    if (!json) terminal.write(terminal.style.yellow('The prompt was cancelled.\n'));
    return exitCodes.interrupted;
  }
  if (end.kind === 'refused') throw new CliError(end.failure.message, end.failure.code);
  const { outcome, runId } = end.data;
  if (!json) {
    const hint = `${settings.invocation} diff ${sessionId}`;
    const usage = view.runs.get(runId)?.usage;
    terminal.write(`\n${runSummary({ ...end.data, usage }, terminal.style, hint)}`);
  }
  return exitCodeOf[outcome];
}

function showProgress({ terminal, clock }: Context, view: SessionView, tracker: PromptTracker) {
  if (!terminal.interactive) return undefined;
  const startedAt = clock();
  return setInterval(() => {
    const run = tracker.runId === undefined ? undefined : view.runs.get(tracker.runId);
    const usage = run?.usage;
    terminal.setProgress(
      progressLine(activity(view, run), {
        elapsedMs: clock() - startedAt,
        tokens: (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0),
        columns: terminal.columns,
      }),
    );
  }, progressMs);
}
