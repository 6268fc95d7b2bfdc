import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A process that cannot be confused with a later one under the same number. */
export type ProcessIdentity = {
  pid: number;
  /** Field 22 of `/proc/{pid}/stat`: when it started, in clock ticks since the boot. */
  startTicks: number;
};

const pollMs = 10;

/** The identity of a running process; undefined when there is none (a zombie is none). */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  return (await processStat(pid))?.identity;
}

export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return (await identifyProcess(identity.pid))?.startTicks === identity.startTicks;
}

/** All descendants of a process. Inside a PID namespace none can leave this tree. */
export async function descendants(pid: number): Promise<ProcessIdentity[]> {
  const stats = await allProcesses();
  const found: ProcessIdentity[] = [];
  const parents = [pid];
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    for (const stat of stats) {
      if (stat.parent !== parent) continue;
      found.push(stat.identity);
      parents.push(stat.identity.pid);
    }
  }
  return found;
}

/** Processes whose environment has the given `NAME=value`, as far as we may look. */
export async function processesWithVariable(variable: string): Promise<ProcessIdentity[]> {
  const found: ProcessIdentity[] = [];
  for (const { identity } of await allProcesses()) {
    const environment = await readFile(`/proc/${identity.pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(variable)) found.push(identity);
  }
  return found;
}

/** Sends SIGKILL; a process that is gone is fine. */
export async function killProcess(identity: ProcessIdentity): Promise<void> {
  if (!(await isRunning(identity))) return;
  try {
    process.kill(identity.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Resolves when the process is gone; throws after `timeoutMs`. */
export async function waitUntilGone(identity: ProcessIdentity, timeoutMs: number): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs;
  while (await isRunning(identity)) {
    if (Date.now() > giveUpAt) throw new Error(`Process ${identity.pid} does not end.`);
    await delay(pollMs);
  }
}

type ProcessStat = { identity: ProcessIdentity; parent: number };

async function allProcesses(): Promise<ProcessStat[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const stats = await Promise.all(pids.map(processStat));
  return stats.filter((stat) => stat !== undefined);
}

async function processStat(pid: number): Promise<ProcessStat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field is the program's name in parentheses, which may itself hold any character.
  const [state, parent, ...rest] = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  const startTicks = Number(rest[17]);
  if (!state || state === 'Z' || state === 'X' || !Number.isInteger(startTicks)) return undefined;
  return { identity: { pid, startTicks }, parent: Number(parent) };
}
