import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '../api-client.ts';
import { CliError, isAway } from '../errors.ts';

const serviceFile = resolve(import.meta.dirname, '../../embedded/main.ts');
const pollMs = 50;
const readyWithinMs = 60_000;
const endWithinMs = 20_000;
const lastErrorLines = 15;

export type OwnService = {
  /** Asks the service to end and waits until it has; ends it by force when it does not. */
  stop(): Promise<void>;
};

/**
 * Starts the service for the duration of one command and resolves when it answers.
 *
 * @throws CliError with the service's own last words when it ends instead
 */
export async function startService(
  api: ApiClient,
  signal: AbortSignal,
  file = serviceFile,
): Promise<OwnService> {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, HARVEST_QUIET: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
    // In its own process group, so that Ctrl-C reaches this program alone, which then decides.
    detached: true,
  });
  const lastWords = collectErrors(child);
  const exited = once(child, 'exit').then(
    () => undefined,
    () => undefined,
  );
  try {
    await untilReady(api, child, signal);
  } catch (error) {
    await end(child, exited);
    if (!isAway(error)) throw error;
    throw new CliError(`The service did not start. ${lastWords()}`.trim(), 'unavailable', {
      cause: error,
    });
  }
  return { stop: () => end(child, exited) };
}

async function untilReady(api: ApiClient, child: ChildProcess, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + readyWithinMs;
  for (;;) {
    try {
      await api.call('health', { signal });
      return;
    } catch (error) {
      const waiting = hasEnded(child) === false && performance.now() < giveUpAt;
      if (!isAway(error) || !waiting) throw error;
    }
    await delay(pollMs, undefined, { signal });
  }
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (hasEnded(child)) return;
  child.kill('SIGTERM');
  const late = new AbortController();
  const ended = await Promise.race([
    exited.then(() => true),
    delay(endWithinMs, false, { signal: late.signal }).catch(() => false),
  ]);
  late.abort();
  if (ended) return;
  child.kill('SIGKILL');
  await exited;
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function collectErrors(child: ChildProcess): () => string {
  let lines: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lines = (lines.join('\n') + text).split('\n').slice(-lastErrorLines);
  });
  return () => lines.join('\n').trim();
}
