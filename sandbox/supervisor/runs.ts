import type { Attachment } from '../../contracts/attachments.ts';
import { commitIdentity } from '../../contracts/commit-identity.ts';
import { failure, type Failure } from '../../contracts/errors.ts';
import type {
  BootConfig,
  ReplyToQuestion,
  StartRun,
  SteerRun,
  TurnEnded,
} from '../../contracts/supervisor.ts';
import type { Frame } from '../../contracts/frames.ts';
import { noUsage } from '../../contracts/usage.ts';
import type { Agent } from './agent.ts';
import type { AskedText } from './attached-files.ts';
import { errorText, type Log } from './log.ts';
import type { Outbox } from './outbox.ts';
import { PartStream } from './part-stream.ts';
import { PhaseError } from './phases.ts';
import { copyInstructions } from './prepare-opencode.ts';
import type { StateStore } from './state-store.ts';
import { isDiskFull, isStorageFull } from './storage-full.ts';
import { Turn } from './turn.ts';
import type { SaidText } from './turn-prompts.ts';
import type { ReplyResult } from './turn-questions.ts';
import { endedBy, type AbortCause } from './turn-verdict.ts';
import { commitOf, type Workspace } from './workspace.ts';

export type RunsOptions = {
  agent: Agent;
  workspace: Workspace;
  store: StateStore;
  outbox: Outbox;
  limits: BootConfig['limits'];
  /** Resolves when the agent can work; rejects with a `PhaseError` when it never will. */
  ready: Promise<void>;
  /** Fetches what is attached to a text, for a run with that model. */
  attach: (text: string, attachments: readonly Attachment[], model: string) => Promise<AskedText>;
  sendFrame: (frame: Frame) => void;
  log: Log;
};

type Current = {
  runId: string;
  model: string;
  turn?: Turn;
  /** What has been steered into the turn, by prompt. */
  steered: Map<string, Promise<boolean>>;
  /** Why it is to end early. */
  cause: AbortCause | undefined;
  ended: Promise<void>;
};

/** The runs given to this sandbox: one at a time, each once. */
export class Runs {
  readonly #options: RunsOptions;
  #current: Current | undefined;
  #unusable: Failure | undefined;
  /** Also where the disk had no room to note it. */
  readonly #ended = new Set<string>();

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#current !== undefined;
  }

  /** Starts a run in the background. One that is known is left alone; `busy` while another goes on. */
  start(run: StartRun): 'accepted' | 'busy' {
    if (this.#current) return this.#current.runId === run.runId ? 'accepted' : 'busy';
    if (this.#ended.has(run.runId) || !this.#options.store.acceptRun(run.runId)) return 'accepted';
    const current: Current = {
      runId: run.runId,
      model: run.model,
      cause: this.#unusable,
      ended: Promise.resolve(),
      steered: new Map(),
    };
    this.#current = current;
    current.ended = this.#execute(run, current).finally(() => {
      this.#current = undefined;
    });
    return 'accepted';
  }

  /** Puts a prompt into the running turn, once; false when that run is not going on. */
  async steer(runId: string, { promptId, text, attachments = [] }: SteerRun): Promise<boolean> {
    const current = this.#current;
    if (current?.runId !== runId || !current.turn) return false;
    const { turn, model } = current;
    let steered = current.steered.get(promptId);
    if (!steered) {
      const { attach } = this.#options;
      steered = attach(text, attachments, model).then((asked) =>
        turn.steer({ id: promptId, ...asked }),
      );
      current.steered.set(promptId, steered);
      // What did not go in may be tried again.
      steered.catch(() => current.steered.delete(promptId));
    }
    return steered;
  }

  /** Gives the run's agent what a person says to its question. */
  async reply(runId: string, reply: ReplyToQuestion): Promise<ReplyResult> {
    if (this.#current?.runId !== runId || !this.#current.turn) return 'closed';
    return this.#current.turn.reply(reply);
  }

  /** Ids of what the run's agent waits for an answer to. */
  async openQuestions(runId: string): Promise<string[]> {
    return this.#current?.runId === runId
      ? ((await this.#current.turn?.openQuestions()) ?? [])
      : [];
  }

  /** Asks the run to stop; its end is reported as always. False when it is not going on. */
  abort(runId: string): boolean {
    if (this.#current?.runId !== runId) return false;
    this.#endEarly('stopped');
    return true;
  }

  /** Ends what goes on with this failure. */
  fail(why: Failure): void {
    this.#endEarly(why);
  }

  /** The sandbox turns out to be unfit for work: ends what goes on, and all that comes, with why. */
  giveUp(why: Failure): void {
    this.#unusable = why;
    this.#endEarly(why);
  }

  /** Stops what goes on and resolves when it has ended. */
  async stop(): Promise<void> {
    const current = this.#current;
    if (!current) return;
    this.abort(current.runId);
    await current.ended;
  }

  #endEarly(cause: AbortCause): void {
    if (!this.#current) return;
    this.#current.cause ??= cause;
    this.#current.turn?.abort(this.#current.cause);
  }

  async #execute(run: StartRun, current: Current): Promise<void> {
    const turn = await this.#turn(run, current).catch(
      async (error: unknown): Promise<TurnEnded> => {
        this.#options.log('a run broke off', { runId: run.runId, cause: errorText(error) });
        const why = error instanceof PhaseError ? error.failure : await this.#crash(error);
        return { runId: run.runId, outcome: 'failed', failure: why, usage: noUsage, summary: '' };
      },
    );
    this.#ended.add(run.runId);
    this.#options.outbox.endRun(run.runId, [{ kind: 'turn', turn }]);
  }

  async #turn(run: StartRun, current: Current): Promise<TurnEnded> {
    const { agent, workspace, store, outbox, limits, ready, attach, sendFrame } = this.#options;
    await ready;
    if (current.cause) {
      return { runId: run.runId, ...endedBy(current.cause), usage: noUsage, summary: '' };
    }
    await this.#signCommitsAs(run.author);
    // For each run anew: a sync, or the run before, may have changed them.
    await copyInstructions(workspace.paths);
    store.noteStart(run.runId, await commitOf(workspace.git, 'HEAD'));
    const said: SaidText[] = [];
    for (const { id, text, attachments } of [{ ...run, id: run.promptId }, ...(run.said ?? [])])
      said.push({ id, ...(await attach(text, attachments ?? [], run.model)) });
    let firstTokenAt: string | undefined;
    const send = (frame: Frame): void => {
      firstTokenAt ??= new Date().toISOString();
      sendFrame(frame);
    };
    const turn = new Turn({
      agent,
      run,
      said,
      memory: store,
      limits,
      stream: new PartStream(run.runId, send),
      onEvent: (event) => outbox.event(event),
      isDiskFull: () => isDiskFull(workspace.paths.roomProbe),
    });
    current.turn = turn;
    // It may have come while this was being prepared.
    if (current.cause) turn.abort(current.cause);
    const ended = await turn.run();
    return { ...ended, ...(firstTokenAt && { firstTokenAt }) };
  }

  async #crash(error: unknown): Promise<Failure> {
    const { paths } = this.#options.workspace;
    if (isStorageFull(error) || (await isDiskFull(paths.roomProbe))) return failure('storage_full');
    return failure('agent_crashed', `The agent cannot be reached: ${errorText(error)}`);
  }

  /** Commits that the agent makes by itself carry the name of whoever asked. */
  async #signCommitsAs(author: StartRun['author']): Promise<void> {
    const { git, paths } = this.#options.workspace;
    const { name, email } = commitIdentity(author);
    const file = `${paths.home}/.gitconfig`;
    await git.run(['config', '--file', file, 'user.name', name]);
    await git.run(['config', '--file', file, 'user.email', email]);
  }
}
