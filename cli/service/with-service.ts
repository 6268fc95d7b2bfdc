import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { connectOrStart, type Connected } from './connect.ts';

/** Runs `work` with a service: the running one, or one that lives as long as `work` does. */
export async function withService(
  { api, settings, terminal, interrupts }: Context,
  { detach, json }: { detach: boolean; json: boolean },
  work: (connected: Connected) => Promise<number>,
): Promise<number> {
  const { dim, yellow } = terminal.style;
  const starting = () => {
    if (detach)
      throw new CliError(
        '--detach needs a service that stays: start it with `npm start` first.',
        'unavailable',
      );
    if (!json) terminal.write(dim('No service is running; starting one for this run.\n'));
  };
  const connected = await connectOrStart(api, settings, { signal: interrupts.signal, starting });
  try {
    if (connected.health.rehearsal && !json && !detach)
      terminal.write(
        yellow('Rehearsal: no model is connected, so a built-in script answers. ') +
          dim('Set HARVEST_MODEL_URL or a provider’s key to connect one.\n'),
      );
    return await work(connected);
  } finally {
    await connected.own?.stop();
  }
}
