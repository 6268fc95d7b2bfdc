import { setTimeout as delay } from 'node:timers/promises';
import type { Rebuild } from '../../contracts/operation.ts';
import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { patientCall } from '../patience.ts';

const pauseMs = 500;

export const rebuild = defineCommand({
  name: 'rebuild',
  arguments: '',
  summary: 'Rebuild the list of sessions and the statistics from the histories',
  takes: { min: 0, max: 0 },
  options: {},
  run: async ({ values }, { api, terminal, interrupts: { signal } }) => {
    let progress = await api.call('startRebuild', { signal });
    while (progress.state === 'running') {
      terminal.setProgress(`${count(progress.sessions)} so far. Ctrl-C leaves it to the service.`);
      await delay(pauseMs, undefined, { signal });
      // A restart of the service does not end the rebuilding.
      progress = await patientCall(() => api.call('readRebuild', { signal }), signal);
    }
    terminal.setProgress('');
    terminal.write(values.json ? `${JSON.stringify(progress)}\n` : summary(progress));
    return progress.state === 'done' && progress.failed === 0 ? exitCodes.done : exitCodes.failed;
  },
});

function summary({ state, sessions, removed, failed }: Rebuild): string {
  const gone = removed > 0 ? ` Removed ${removed} of sessions that are not there any more.` : '';
  const bad = failed > 0 ? ` ${count(failed)} failed: see the log, and run it again.` : '';
  if (state === 'failed') return `It broke off after ${count(sessions)}. Run it again.\n`;
  return `Rebuilt from ${count(sessions)}.${gone}${bad}\n`;
}

function count(sessions: number): string {
  return `${sessions} ${sessions === 1 ? 'session' : 'sessions'}`;
}
