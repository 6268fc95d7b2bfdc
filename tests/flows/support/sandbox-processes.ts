import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  descendants,
  killProcess,
  type ProcessIdentity,
} from '../../../adapters/sandbox/process-identity.ts';
import type { Service } from './service.ts';
import { until } from './session-log.ts';

const Recorded = z.object({ pid: z.number().int() });

/** The folder of a sandbox whose agent has said that it is at work, by making `/w/NAME`. */
export async function atWork({ home }: Service, sandboxId: string, name = 'here'): Promise<string> {
  const sandbox = join(home, 'sandboxes', sandboxId);
  await until(() =>
    access(join(sandbox, 'w', name)).then(
      () => true,
      () => undefined,
    ),
  );
  return sandbox;
}

/** All processes in a sandbox's folder, each with its command line (NUL between arguments). */
export async function processesOf(
  sandbox: string,
): Promise<Array<{ member: ProcessIdentity; command: string }>> {
  const { pid } = Recorded.parse(JSON.parse(await readFile(join(sandbox, 'process.json'), 'utf8')));
  return Promise.all(
    (await descendants(pid)).map(async (member) => ({
      member,
      command: await readFile(`/proc/${member.pid}/cmdline`, 'utf8').catch(() => ''),
    })),
  );
}

export async function killSandbox(sandbox: string): Promise<void> {
  for (const { member } of await processesOf(sandbox)) await killProcess(member);
}

/** Kills the agent alone: its supervisor goes on. */
export async function killAgent(sandbox: string): Promise<void> {
  const processes = await processesOf(sandbox);
  const agents = processes.filter(({ command }) =>
    command.startsWith('/opt/harvest/opencode\0serve'),
  );
  if (agents.length === 0) throw new Error('There is no agent in the sandbox.');
  for (const { member } of agents) await killProcess(member);
}

/** Stops the clock of a sandbox: its processes are there and answer nothing. */
export async function freezeSandbox(sandbox: string): Promise<void> {
  for (const { member } of await processesOf(sandbox)) process.kill(member.pid, 'SIGSTOP');
}
