import type { Command } from './command.ts';
import { table } from './render/table.ts';

/** The help of one command. */
export function commandHelp({ name, arguments: positional, summary, options }: Command): string {
  const rows = Object.entries(options).map(([option, { short, value, help }]) => [
    `  ${short ? `-${short}, ` : ''}--${option}${value ? ` ${value}` : ''}`,
    help,
  ]);
  const usage = `harvest ${name} ${positional}`.trimEnd();
  return `${summary}\n\nUsage: ${usage}\n\nOptions:\n${table(rows)}`;
}

/** The help of the whole program. */
export function programHelp(commands: readonly Command[]): string {
  const rows = commands.map((command) => [
    `  ${command.name} ${command.arguments}`.trimEnd(),
    command.summary,
  ]);
  return `Harvest, the background coding agent

Usage: harvest COMMAND …

Commands:
${table(rows)}
\`harvest COMMAND --help\` explains a command. A session's id may be shortened.
With \`-\` in its place, a prompt is read from standard input.

Environment:
${table([
  ['  HARVEST_URL', 'Address of the service (default http://127.0.0.1:7071)'],
  ['  HARVEST_PORT', 'Port of a service on this machine (7071), where HARVEST_URL is not set'],
  ['  HARVEST_TOKEN', 'Token for the service (default: the file `token` in HARVEST_HOME)'],
  ['  HARVEST_HOME', "The service's folder (default .harvest beside the program)"],
  ['  NO_COLOR', 'Print without colour'],
])}
Exit codes: 0 completed, 1 failed, 2 wrong usage, 130 stopped.
`;
}
