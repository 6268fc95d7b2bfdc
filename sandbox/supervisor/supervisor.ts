import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { failure } from '../../contracts/errors.ts';
import type { BootConfig } from '../../contracts/supervisor.ts';
import { Agent } from './agent.ts';
import { withAttachments } from './attached-files.ts';
import { CommandServer } from './command-server.ts';
import { commands } from './commands.ts';
import { ControlPlane, DismissedError } from './control-plane.ts';
import { Git } from './git.ts';
import { LiveChannel } from './live-channel.ts';
import { errorText, type Log } from './log.ts';
import { Outbox } from './outbox.ts';
import type { SandboxPaths } from './paths.ts';
import { PhaseError, Phases } from './phases.ts';
import { Runs } from './runs.ts';
import { StartHook } from './start-hook.ts';
import {
  agentPhase,
  bootPhase,
  startHookPhase,
  workspacePhases,
  type StartOptions,
} from './start-phases.ts';
import { StateStore } from './state-store.ts';
import { hasWorkspace } from './workspace.ts';

const flushMs = 3_000;

export type SupervisorOptions = {
  boot: BootConfig;
  paths: SandboxPaths;
  opencode: string;
  plugin: string;
  log: Log;
};

export type Supervisor = {
  /** Resolves with the reason when the sandbox's work is over; then call `stop`. */
  finished: Promise<string>;
  /** Ends the run, the agent and all connections. */
  stop: () => Promise<void>;
};

/**
 * Starts the sandbox's main process: it listens for commands, reports to the control plane
 * before anything else, and then makes the workspace and the agent ready in the background.
 */
export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { boot, paths, opencode, plugin, log } = options;
  await mkdir(paths.state, { recursive: true });
  const { promise: finished, resolve: finish } = Promise.withResolvers<string>();
  const store = new StateStore(paths.database, boot.sandboxId);
  const control = new ControlPlane(boot.controlUrl, boot.tokens.control);
  const { orphanMs } = boot.limits;
  const outbox = new Outbox({
    store,
    control,
    orphanMs,
    log,
    onAbandoned: finish,
    onStorageFull: () => runs.fail(failure('storage_full')),
  });
  const phases = new Phases(outbox, boot.sandboxId);
  const agent = new Agent({
    ...{ binary: opencode, paths, store },
    modelToken: boot.tokens.model,
    commandEnvironment: boot.environment,
  });
  const git = new Git(paths, boot.repository.cloneUrl);
  const workspace = { paths, git, repository: boot.repository, token: boot.tokens.git };
  const startHook = new StartHook({ paths, environment: boot.environment });
  const start = { boot, workspace, agent, startHook, phases, plugin };

  const ready = Promise.withResolvers<void>();
  const settled = Promise.withResolvers<void>();
  // A failed start is reported by itself; nobody has to be waiting for this.
  settled.promise.catch(() => {});
  // Unless it has turned out to be unusable before.
  ready.promise.then(
    () => outbox.add({ kind: 'ready' }),
    () => {},
  );
  let live: LiveChannel | undefined;
  const runs = new Runs({
    agent,
    workspace,
    store,
    outbox,
    limits: boot.limits,
    ready: ready.promise,
    attach: (text, attachments, model) => {
      const sees = boot.models.some(({ ref, images }) => ref === model && images);
      return withAttachments(text, attachments, { control, paths, sees });
    },
    sendFrame: (frame) => live?.send(frame),
    log,
  });
  const rest = async (): Promise<void> => {
    await runs.stop();
    await Promise.all([agent.stop(), startHook.stop()]);
    await outbox.flush(flushMs);
  };
  const server = new CommandServer(
    boot.tokens.command,
    commands({
      runs,
      workspace,
      store,
      workspaceSettled: settled.promise,
      park: rest,
      exit: () => finish('parked'),
    }),
    log,
  );
  const endpoint = await server.listen();

  const begin = async (): Promise<void> => {
    const hello = await sayHello(control, endpoint, orphanMs, log);
    if (!hello) return finish('the control plane does not take this sandbox');
    live = new LiveChannel({
      sessionId: boot.sessionId,
      firstUrl: hello.liveUrl,
      endpoint,
      control,
      log,
    });
    live.start();
    outbox.start();
    try {
      await makeReady(start, { settled, ready });
    } catch (error) {
      const why =
        error instanceof PhaseError ? error.failure : failure('sandbox_failed', errorText(error));
      log('the sandbox is unusable', why);
      // The agent of a restored workspace may be at work already, and would wait to write for long.
      runs.giveUp(why);
      const broken = new PhaseError(why, { cause: error });
      settled.reject(broken);
      ready.reject(broken);
      outbox.add({ kind: 'unusable', failure: why });
    }
  };
  void begin();

  const stop = async (): Promise<void> => {
    await rest();
    live?.close();
    await outbox.close();
    await server.close();
    store.close();
  };
  return { finished, stop };
}

type Milestones = {
  settled: PromiseWithResolvers<void>;
  ready: PromiseWithResolvers<void>;
};

/**
 * Goes through the phases. A restored workspace can be read at once, so its agent starts while
 * it is brought up to date; the plugin holds back what would write until then.
 */
async function makeReady(start: StartOptions, { settled, ready }: Milestones): Promise<void> {
  const restored = hasWorkspace(start.workspace.paths);
  await bootPhase(start);
  const workspace = workspacePhases(start).then(() => {
    settled.resolve();
    void startHookPhase(start);
  });
  if (!restored) await workspace;
  const agent = agentPhase(start).then(ready.resolve);
  await Promise.all([workspace, agent]);
}

/** Repeats the greeting until it is taken; undefined when it is refused or nobody ever answers. */
async function sayHello(control: ControlPlane, endpoint: string, orphanMs: number, log: Log) {
  const giveUpAt = Date.now() + orphanMs;
  for (let attempt = 0; Date.now() < giveUpAt; attempt += 1) {
    try {
      return await control.hello(endpoint);
    } catch (error) {
      log('the control plane did not answer', { cause: errorText(error) });
      if (error instanceof DismissedError) return undefined;
      await delay(Math.min(100 * 2 ** attempt, 2_000));
    }
  }
  return undefined;
}
