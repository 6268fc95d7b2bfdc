import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { FakeService, token } from './support/fake-service.ts';
import { created, finished, person, queued, runId, started } from './support/scripted-session.ts';

vi.setConfig({ testTimeout: 60_000 });

const main = resolve(import.meta.dirname, '../../cli/main.ts');
/** The one of util-linux, which gives a program a terminal. */
const missing = spawnSync('script', ['--version']).status !== 0 && !process.env['CI'];

let service: FakeService;
beforeEach(async () => {
  service = await FakeService.start();
});
afterEach(() => service.close());

/** Runs the command line client in a terminal of its own. */
function inTerminal(args: string[]) {
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

test.skipIf(missing).each([
  { key: 's', code: 130, stops: 1, says: '■ Stopped' },
  { key: 'd', code: 0, stops: 0, says: 'The run goes on. See it again: ' },
  { key: 'g', code: 0, stops: 0, says: '✓ Completed' },
  { key: '', code: 0, stops: 0, says: '✓ Completed' },
])(
  'Ctrl-C in a terminal asks, "$key" is done, and the end of the run is shown',
  async ({ key, code, stops, says }) => {
    let end = () => {};
    service.onPrompt = (sessionId, promptId) => {
      service.append(sessionId, [created, queued(promptId), started(promptId)]);
      service.setRunning(sessionId, promptId);
      end = () => service.append(sessionId, [finished(promptId)]);
    };
    const onStop = vi.fn((sessionId: string) =>
      service.append(sessionId, [
        { type: 'run.stopping', data: { runId, by: person } },
        finished([...service.prompts][0] ?? '', { outcome: 'stopped' }),
      ]),
    );
    service.onStop = onStop;
    const running = inTerminal(['run', '--repo', 'sample', 'Fix it']);
    await running.shows('Working with');
    running.type('\x03');
    await running.shows('Stop the run (s), leave it running (d), or go on (g)?');
    if (key) running.type(`${key}\r`);
    // Also while the question is still open.
    if (key === 'g' || key === '') end();
    const { code: ended, shown } = await running.ended;
    expect(shown).toContain(says);
    expect(ended).toBe(code);
    expect(onStop).toHaveBeenCalledTimes(stops);
  },
);
