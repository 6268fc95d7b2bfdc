import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** The variable that says what a process was started for. */
const markVariable = 'HARVEST_PART';
const roundMs = 20;
const maxRounds = 100;

/** The environment by which a program and all that it starts can be found, whoever adopts them. */
export function markedEnvironment(mark: string): Record<string, string> {
  return { [markVariable]: mark };
}

/**
 * Kills every process with this mark. A process group is not enough: an agent gives each of its
 * commands a group of its own, and daemons leave theirs.
 */
export async function killMarked(mark: string): Promise<void> {
  for (let round = 0; round < maxRounds; round += 1) {
    const pids = await markedProcesses(mark);
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
    // One that was just starting another is met with that one in the next round.
    await delay(roundMs);
  }
}

/** The processes with this mark that are alive; what is left of a dead one has no environment. */
export async function markedProcesses(mark: string): Promise<number[]> {
  const wanted = `${markVariable}=${mark}`;
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).map(Number).filter(Number.isInteger)) {
    // Gone meanwhile, or somebody else's.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(wanted)) found.push(pid);
  }
  return found;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
