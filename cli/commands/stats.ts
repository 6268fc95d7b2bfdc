import { defineCommand } from '../define-command.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { statistics } from '../render/statistics.ts';

const dayMs = 86_400_000;

export const stats = defineCommand({
  name: 'stats',
  arguments: '',
  summary: 'Sessions, runs, cost and waiting times of the last days',
  takes: { min: 0, max: 0 },
  options: { days: { type: 'string', value: 'N', help: 'How many days (30)' } },
  run: async ({ values }, { api, terminal, clock }) => {
    const days = Number(values.days ?? 30);
    if (!Number.isInteger(days) || days < 1 || days > 400)
      throw new UsageError('--days takes a number from 1 to 400.');
    const now = clock();
    const to = new Date(now).toISOString();
    const from = new Date(now - days * dayMs).toISOString();
    const answer = await api.call('stats', { query: { from, to } });
    if (values.json) terminal.write(`${JSON.stringify(answer)}\n`);
    else terminal.write(statistics(answer, terminal.style));
    return exitCodes.done;
  },
});
