/** From all to the gravest alone. */
export const levels = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof levels)[number];

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
  // Read here, for what happens before the settings are parsed is logged, too.
  const wanted = levels.find((each) => each === process.env['HARVEST_LOG']) ?? 'warn';
  if (levels.indexOf(level) < levels.indexOf(wanted)) return;
  const entry = { time: new Date().toISOString(), level, code, message, ...fields };
  process.stderr.write(`${JSON.stringify(entry)}\n`);
}
