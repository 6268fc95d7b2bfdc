/**
 * Where the host reports. `code` is stable and greppable (`host.function-failed`), `fields`
 * carry ids and counts, never payloads: inputs and bodies may hold secrets.
 */
export type HostLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  code: string,
  message: string,
  fields?: Record<string, string | number | boolean>,
) => void;
