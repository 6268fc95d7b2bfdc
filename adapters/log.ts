export type Level = 'debug' | 'info' | 'warn' | 'error';

const order: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/**
 * One JSON line per entry on standard error. `fields` carry ids and counts, never payloads:
 * prompts, outputs and tokens have no place in a log.
 */
export function log(
  level: Level,
  code: string,
  message: string,
  fields: Record<string, unknown> = {},
): void {
  const wanted = process.env['HARVEST_LOG'] ?? 'warn';
  const threshold = wanted in order ? order[wanted as Level] : order.warn;
  if (order[level] < threshold) return;
  const entry = { time: new Date().toISOString(), level, code, message, ...fields };
  process.stderr.write(`${JSON.stringify(entry)}\n`);
}
