import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { token, type FakeService } from './fake-service.ts';

const main = resolve(import.meta.dirname, '../../../cli/main.ts');

/** Whether tests are skipped for want of util-linux's `script`, which gives a program a terminal. */
export const noTerminal = spawnSync('script', ['--version']).status !== 0 && !process.env['CI'];

/** Runs the command line client in a terminal of its own. */
export function inTerminal(service: FakeService, ...args: string[]) {
  // Without a shell in between, which would take the Ctrl-C for its own.
  const command = `exec ${[process.execPath, main, ...args].map((each) => `'${each}'`).join(' ')}`;
  const { PATH } = process.env;
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    env: { PATH, SHELL: '/bin/sh', HARVEST_URL: service.url, HARVEST_TOKEN: token },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, shown }));
  return {
    ended,
    type: (keys: string) => child.stdin.write(keys),
    shows: (text: string) => vi.waitUntil(() => shown.includes(text), { timeout: 50_000 }),
  };
}
