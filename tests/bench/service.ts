import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const { serviceArguments } = (await import(join(root, 'scripts/service-arguments.mjs'))) as {
  serviceArguments: string[];
};
const killAfterMs = 20_000;

/** A service of its own, in a directory of its own, as people run it. */
export type Service = {
  url: string;
  token: string;
  home: string;
  /** Resident memory of its process now, in megabytes. */
  memoryMb(): Promise<number>;
  /** Ends it, and removes what it kept. */
  stop(): Promise<void>;
};

/** Starts the service on a free port; `settings` are further environment variables. */
export async function startService(settings: Record<string, string>): Promise<Service> {
  const home = await mkdtemp(join(tmpdir(), 'harvest-bench-'));
  const child = spawn(process.execPath, [...execArguments(), ...serviceArguments], {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? home,
      HARVEST_HOME: home,
      HARVEST_PORT: '0',
      HARVEST_LOG: 'error',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await addressOf(child);
    const token = (await readFile(join(home, 'token'), 'utf8')).trim();
    return {
      url,
      token,
      home,
      memoryMb: () => residentMb(child.pid),
      stop: () => stop(child, home),
    };
  } catch (error) {
    await stop(child, home);
    throw error;
  }
}

/** `HARVEST_BENCH_PROFILE=DIRECTORY` writes a CPU profile of the service there when it ends. */
function execArguments(): string[] {
  const directory = process.env['HARVEST_BENCH_PROFILE'];
  return directory ? ['--cpu-prof', `--cpu-prof-dir=${directory}`] : [];
}

/** Reads the port from the greeting, which names the host for browsers. */
async function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const text of child.stdout?.setEncoding('utf8') ?? []) {
    said += String(text);
    const port = /Open\s+http:\/\/[\w.]+:(\d+)\//.exec(said)?.[1];
    if (port) return `http://127.0.0.1:${port}`;
    if (said.includes('Ctrl-C'))
      throw new Error(`The service does not say where it listens: ${said}`);
  }
  throw new Error(`The service ended before it was ready. ${said}`.trim());
}

async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  if (!Number.isFinite(kilobytes)) throw new Error('The memory of the service is not known.');
  return kilobytes / 1_024;
}

async function stop(child: ChildProcess, home: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    const late = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    child.kill('SIGTERM');
    await exited;
    clearTimeout(late);
  }
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}
