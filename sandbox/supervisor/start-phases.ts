import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { failure, type ErrorCode, type Failure } from '../../contracts/errors.ts';
import type { BootConfig } from '../../contracts/supervisor.ts';
import type { Agent } from './agent.ts';
import { errorText } from './log.ts';
import { removeGitLocks } from './git-locks.ts';
import { PhaseError, type Phases } from './phases.ts';
import { prepareOpencode } from './prepare-opencode.ts';
import { runSetupHook } from './setup-hook.ts';
import type { StartHook } from './start-hook.ts';
import { isStorageFull } from './storage-full.ts';
import {
  cloneWorkspace,
  hasWorkspace,
  keepWorkspace,
  syncWorkspace,
  type Workspace,
} from './workspace.ts';

export type StartOptions = {
  boot: BootConfig;
  workspace: Workspace;
  agent: Pick<Agent, 'launch' | 'open'>;
  startHook: StartHook;
  phases: Phases;
  plugin: string;
};

/** Prepares the directories and starts the agent's process, which takes as long as a clone. */
export function bootPhase({ boot, workspace, agent, phases, plugin }: StartOptions): Promise<void> {
  const { paths } = workspace;
  const work = async (): Promise<void> => {
    await rm(paths.tmp, { recursive: true, force: true });
    await rm(paths.syncFlag, { force: true });
    // Left by a git that was killed with the sandbox: nothing could be committed any more, nor
    // any run begin.
    await removeGitLocks(paths.repo);
    await rm(`${paths.home}/.gitconfig.lock`, { force: true });
    for (const directory of [paths.home, paths.state, paths.tmp]) {
      await mkdir(directory, { recursive: true });
    }
    await prepareOpencode(paths, boot.models, plugin);
    agent.launch();
  };
  return phases.run('boot', work, as('sandbox_failed'));
}

/** Makes the workspace complete and opens the plugin's write gate. Throws `PhaseError`. */
export async function workspacePhases(options: StartOptions): Promise<void> {
  const { boot, workspace, phases } = options;
  const { paths } = workspace;
  const { cloneMs, setupMs } = boot.limits;
  if (hasWorkspace(paths)) {
    const sync = (log: (line: string) => void) => syncWorkspace(workspace, cloneMs, log);
    await phases.run('sync', sync, as('sync_failed'));
  } else {
    const clone = (log: (line: string) => void) => cloneWorkspace(workspace, cloneMs, log);
    await phases.run('clone', clone, as('clone_failed'));
    const setUp = async (log: (line: string) => void): Promise<void> => {
      const failed = await runSetupHook(paths, boot.environment, setupMs, log);
      if (failed) throw new PhaseError(failed);
    };
    if (existsSync(`${paths.repo}/.harvest/setup.sh`)) {
      await phases.run('setup', setUp, as('setup_failed'));
    }
    await keepWorkspace(paths);
  }
  await writeFile(paths.syncFlag, '');
}

/**
 * Runs the start hook, if there is one. The agent does not wait for it, and works without what it
 * could not start: that it failed is shown as its phase's end.
 */
export async function startHookPhase({ startHook, phases }: StartOptions): Promise<void> {
  if (!startHook.exists) return;
  const run = (log: (line: string) => void) => startHook.run(log);
  await phases.run('start', run, as('start_failed')).catch(() => {});
}

/** Opens the agent on the workspace, whose files must be there. Throws `PhaseError`. */
export async function agentPhase({ agent, phases }: StartOptions): Promise<void> {
  await phases.run('agent', () => agent.open(), as('agent_start_failed'));
}

function as(code: ErrorCode): (error: unknown) => Failure {
  return (error) =>
    isStorageFull(error) ? failure('storage_full') : failure(code, errorText(error));
}
