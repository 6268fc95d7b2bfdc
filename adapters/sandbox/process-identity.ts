import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A process that cannot be confused with a later one under the same number. */
export type ProcessIdentity = {
  pid: number;
  /** Field 22 of `/proc/{pid}/stat`: when it started, in clock ticks since the boot. */
  startTicks: number;
};

const pollMs = 10;

/** Files of `/proc` that are open at the same time. */
const readsAtOnce = 16;

/** The identity of a running process; undefined when there is none (a zombie is none). */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  return (await processStat(pid))?.identity;
}

export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return (await identifyProcess(identity.pid))?.startTicks === identity.startTicks;
}

/**
 * All descendants of the given processes, from one look at the machine. Inside a PID namespace
 * none can leave this tree.
 */
export async function descendants(...pids: number[]): Promise<ProcessIdentity[]> {
  const children = Map.groupBy(await allProcesses(), ({ parent }) => parent);
  const found: ProcessIdentity[] = [];
  const parents = [...pids];
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    for (const { identity } of children.get(parent) ?? []) {
      found.push(identity);
      parents.push(identity.pid);
    }
  }
  return found;
}

/** Processes whose environment has one of the given `NAME=value`, as far as we may look. */
export async function processesWithVariable(
  variables: ReadonlySet<string>,
): Promise<ProcessIdentity[]> {
  const found: ProcessIdentity[] = [];
  for (const { identity } of await allProcesses()) {
    const environment = await readProcessFile(identity.pid, 'environ');
    if (environment?.split('\0').some((each) => variables.has(each))) found.push(identity);
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
  const stats: Array<ProcessStat | undefined> = [];
  for (let first = 0; first < pids.length; first += readsAtOnce) {
    const some = pids.slice(first, first + readsAtOnce);
    stats.push(...(await Promise.all(some.map(processStat))));
  }
  return stats.filter((stat) => stat !== undefined);
}

async function processStat(pid: number): Promise<ProcessStat | undefined> {
  const text = await readProcessFile(pid, 'stat');
  // The second field is the program's name in parentheses, which may itself hold any character.
  const [state, parent, ...rest] = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  const startTicks = Number(rest[17]);
  if (!state || state === 'Z' || state === 'X' || !Number.isInteger(startTicks)) return undefined;
  return { identity: { pid, startTicks }, parent: Number(parent) };
}

/**
 * Undefined when the process is gone or somebody else's. Any other failure is none of these: to
 * take a lack of file descriptors for the end of a process would leave it running.
 */
async function readProcessFile(pid: number, name: string): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(code)) return undefined;
    throw error;
  }
}
