/**
 * How Node starts the service on one machine. What a prompt leaves behind is short-lived: in the
 * usual space of 16 MB a burst of prompts spends a tenth of its time on clearing up, and takes
 * objects for lasting that were about to go.
 */
export const serviceArguments = ['--max-semi-space-size=32', 'embedded/main.ts'];
