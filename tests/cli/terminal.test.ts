import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeService } from './support/fake-service.ts';
import { inTerminal, noTerminal } from './support/in-terminal.ts';
import { created, finished, person, queued, runId, started } from './support/scripted-session.ts';

vi.setConfig({ testTimeout: 60_000 });

let service: FakeService;
beforeEach(async () => {
  service = await FakeService.start();
});
afterEach(() => service.close());

test.skipIf(noTerminal).each([
  { key: 's', code: 130, stops: 1, says: '■ Stopped' },
  { key: 'd', code: 0, stops: 0, says: 'The run goes on. See it again: ' },
  { key: 'g', code: 0, stops: 0, says: '✓ Completed' },
  { key: '', code: 0, stops: 0, says: '✓ Completed' },
])(
  'Ctrl-C in a terminal asks what to do, and "$key" is done',
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
    const running = inTerminal(service, 'run', '--repo', 'sample', 'Fix it');
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
