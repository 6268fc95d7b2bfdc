import type { Frame } from '../../contracts/frames.ts';
import { StartRun, type BootConfig, type OutboxItem } from '../../contracts/supervisor.ts';
import { CommandServer, type Command } from '../../sandbox/supervisor/command-server.ts';
import { ControlPlane } from '../../sandbox/supervisor/control-plane.ts';
import { LiveChannel } from '../../sandbox/supervisor/live-channel.ts';

const usage = {
  inputTokens: 100,
  outputTokens: 20,
  reasoningTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: 0,
};

/**
 * A supervisor without an agent: the real one's command server, control plane client and live
 * channel, and turns that end as soon as they begin, or never.
 */
export class SimulatedSupervisor {
  readonly sessionId: string;
  /** The last run it was given; deltas belong to it. */
  runId = '';
  readonly #boot: BootConfig;
  readonly #control: ControlPlane;
  readonly #server: CommandServer;
  readonly #onRun: (promptId: string) => 'ends' | 'goes on';
  #live: LiveChannel | undefined;
  #sent = 0;

  constructor(boot: BootConfig, onRun: (promptId: string) => 'ends' | 'goes on') {
    this.sessionId = boot.sessionId;
    this.#boot = boot;
    this.#onRun = onRun;
    this.#control = new ControlPlane(boot.controlUrl, boot.tokens.control);
    this.#server = new CommandServer(boot.tokens.command, this.#commands(), ignore);
  }

  /** Says hello, connects to the live channel and reports that it is ready. */
  async start(): Promise<void> {
    const endpoint = await this.#server.listen();
    const { liveUrl } = await this.#control.hello(endpoint);
    const { sessionId } = this;
    const control = this.#control;
    this.#live = new LiveChannel({ sessionId, firstUrl: liveUrl, endpoint, control, log: ignore });
    this.#live.start();
    await this.send([{ kind: 'ready' }]);
  }

  /** Sends through the outbox's route; resolves when it has been stored. */
  async send(bodies: ReadonlyArray<OutboxItem['body']>): Promise<void> {
    const at = new Date().toISOString();
    await this.#control.send(bodies.map((body) => ({ n: ++this.#sent, at, body })));
  }

  /** Best effort, as deltas are. */
  sendFrame(frame: Frame): void {
    this.#live?.send(frame);
  }

  async close(): Promise<void> {
    this.#live?.close();
    await this.#server.close();
  }

  #commands(): Command[] {
    const { branch } = this.#boot.repository;
    const nothing = { branch, commit: null, files: 0, additions: 0, deletions: 0 };
    return [
      {
        method: 'POST',
        path: /^\/runs$/,
        run: (_, body) => {
          const { runId, promptId } = StartRun.parse(body);
          this.runId = runId;
          if (this.#onRun(promptId) === 'goes on') return { status: 202 };
          return { status: 202, afterwards: () => this.endTurn(runId) };
        },
      },
      { method: 'POST', path: /^\/publish$/, run: () => ({ status: 200, body: nothing }) },
    ];
  }

  /** Ends the turn of the last run, if it goes on. */
  endTurn(runId = this.runId): void {
    const turn = { runId, outcome: 'completed', usage, summary: 'Nothing to do.' } as const;
    // A turn that cannot be told leaves its session busy, which the measurement then reports.
    this.send([{ kind: 'turn', turn }]).catch(ignore);
  }
}

function ignore(): void {}
