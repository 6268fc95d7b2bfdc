import type { z } from 'zod';
import type { Health } from '../../contracts/api.ts';
import type { ApiClient } from '../api-client.ts';
import { UnreachableError } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { startService, type OwnService } from './start-service.ts';

export type Connected = {
  health: z.infer<typeof Health>;
  /** The service that was started for this command; absent when one was running. */
  own?: OwnService;
};

/**
 * Finds the running service. Where none runs and the person named none, starts one.
 *
 * @throws UnreachableError when the named service does not answer
 * @throws CliError when the service cannot be started
 */
export async function connectOrStart(
  api: ApiClient,
  settings: Settings,
  { signal, starting }: { signal: AbortSignal; starting: () => void },
): Promise<Connected> {
  try {
    return { health: await api.call('health', { signal }) };
  } catch (error) {
    if (!(error instanceof UnreachableError) || settings.urlGiven) throw error;
  }
  starting();
  const own = await startService(api, signal);
  return { health: await api.call('health', { signal }), own };
}
