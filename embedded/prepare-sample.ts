import { log } from '../adapters/log.ts';
import { createSample, sampleFolder } from '../adapters/sample/create-sample.ts';

/**
 * Makes the sample repository while nobody waits for it, so that whoever is told of it finds it.
 * Never rejects: the service is of use without it (git may be missing, or room), and its first use
 * makes it where it is not there, or tells that person why it cannot be made.
 */
export async function prepareSample(home: string): Promise<void> {
  try {
    await createSample(sampleFolder(home));
  } catch (error) {
    log('warn', 'host.sample-unmade', `The sample could not be made: ${String(error)}`);
  }
}
