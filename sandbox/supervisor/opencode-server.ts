import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createOpencodeClient, type OpencodeClient } from '@opencode-ai/sdk/v2/client';
import { readLines } from './lines.ts';
import { killMarked, markedEnvironment } from './process-marks.ts';
import { signalGroup } from './run-process.ts';
import type { SandboxPaths } from './paths.ts';

const startTimeoutMs = 60_000;
const stopGraceMs = 2_000;
/** Far more than an answer takes, even while many agents start on few processors. */
const defaultAnswerMs = 60_000;
const eventStream = '/global/event';

export type OpencodeServerOptions = {
  binary: string;
  paths: SandboxPaths;
  env: Record<string, string>;
  password: string;
  /** How long a request may take before it is given up. */
  answerMs?: number;
};

/** One process of OpenCode. */
export class OpencodeServer {
  readonly client: OpencodeClient;
  /** Resolves when the process has ended, however that came about, and its commands with it. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  #running = true;

  private constructor(
    child: ChildProcess,
    { exited, mark }: { exited: Promise<void>; mark: string },
    client: OpencodeClient,
  ) {
    this.#child = child;
    this.client = client;
    this.exited = exited.then(() => {
      this.#running = false;
      return killMarked(mark);
    });
  }

  get running(): boolean {
    return this.#running;
  }

  /** Starts the process; resolves when it serves. Throws with its last words when it does not. */
  static async start(options: OpencodeServerOptions): Promise<OpencodeServer> {
    const { binary, paths, env, password, answerMs = defaultAnswerMs } = options;
    const mark = randomUUID();
    const child = spawn(binary, ['serve', '--hostname=127.0.0.1', '--port=0'], {
      cwd: paths.home,
      env: { ...env, ...markedEnvironment(mark) },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = new Promise<void>((resolve) => {
      child.on('exit', () => resolve());
      child.on('error', () => resolve());
    });
    try {
      const baseUrl = await listeningUrl(child);
      const authorization = `Basic ${Buffer.from(`opencode:${password}`).toString('base64')}`;
      const client = createOpencodeClient({
        baseUrl,
        directory: paths.repo,
        headers: { authorization },
        fetch: fetchWithin(answerMs),
      });
      return new OpencodeServer(child, { exited, mark }, client);
    } catch (error) {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      throw error;
    }
  }

  /** Ends it with the commands that its tools run, which a signal alone would leave behind. */
  async stop(): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined || !this.#running) return;
    await this.client.global.dispose({ signal: AbortSignal.timeout(stopGraceMs) });
    if (this.#running) signalGroup(pid, 'SIGTERM');
    const stopped = this.exited.then(() => true);
    const late = delay(stopGraceMs, false, { ref: false });
    if (await Promise.race([stopped, late])) return;
    await this.kill();
  }

  /** Ends it at once, also when it answers nothing any more. */
  async kill(): Promise<void> {
    const { pid } = this.#child;
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
    await this.exited;
  }
}

/** `fetch` with a time limit for all but the stream of events, which has no end. */
function fetchWithin(answerMs: number): typeof fetch {
  return (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).pathname === eventStream) return fetch(request);
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(answerMs)]);
    return fetch(request, { signal });
  };
}

/**
 * The address from the line that OpenCode prints. Its port accepts connections some time before
 * that, and a request in that window is never answered, so nothing else will do.
 */
function listeningUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const lastWords: string[] = [];
    const fail = (reason: string): void => {
      clearTimeout(timer);
      reject(new Error([`OpenCode ${reason}`, ...lastWords].join('\n')));
    };
    const timer = setTimeout(() => fail('did not start in time'), startTimeoutMs);
    const read = (line: string): void => {
      const url = /listening on (http:\S+)/.exec(line)?.[1];
      if (url) {
        clearTimeout(timer);
        resolve(url);
      }
      lastWords.push(line.slice(0, 300));
      if (lastWords.length > 8) lastWords.shift();
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) readLines(stream, read);
    }
    child.on('error', (error) => fail(`could not be run: ${error.message}`));
    child.on('exit', (code, signal) => fail(`ended at once (${signal ?? code})`));
  });
}
