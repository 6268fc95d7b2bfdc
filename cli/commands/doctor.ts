import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { checkLines } from '../render/check-lines.ts';

export const doctor = defineCommand({
  name: 'doctor',
  arguments: '',
  summary: 'Check this machine and say what to do',
  takes: { min: 0, max: 0 },
  options: {},
  run: async ({ values }, { terminal }) => {
    const { runChecks } = await import('../doctor-checks.ts');
    const checks = await runChecks(process.env);
    terminal.write(
      values.json ? `${JSON.stringify({ checks }, null, 2)}\n` : checkLines(checks, terminal.style),
    );
    return checks.every(({ ok }) => ok) ? exitCodes.done : exitCodes.failed;
  },
});
