import type { ToolPart } from '../../contracts/parts.ts';
import { oneLine } from './plain-text.ts';
import { duration } from './quantities.ts';
import type { Style } from './style.ts';

const icons: Record<string, string> = {
  bash: '$',
  read: '→',
  list: '→',
  glob: '⌕',
  grep: '⌕',
  edit: '✎',
  write: '✎',
  patch: '✎',
  webfetch: '↓',
  task: '⧉',
  todowrite: '☰',
};

/** One line for a tool call that has ended: icon, tool, title, duration and what went wrong. */
export function toolLine(part: ToolPart, style: Style): string {
  const took = part.durationMs === undefined ? '' : style.dim(` ${duration(part.durationMs)}`);
  const line = `${icons[part.tool] ?? '•'} ${style.cyan(oneLine(part.tool, 40))} ${toolTitle(part)}`;
  return `${line.trimEnd()}${took}${problemOf(part, style)}\n`;
}

/** What a tool call is about: its title, or the one argument that says most. */
export function toolTitle(part: ToolPart): string {
  const { command, filePath, path, pattern, url, description } = part.input;
  const candidates = [part.title, command, filePath, pattern, path, url, description];
  const title = candidates.find((value) => typeof value === 'string' && value !== '');
  return typeof title === 'string' ? oneLine(title, 100) : '';
}

function problemOf(part: ToolPart, style: Style): string {
  if (part.status === 'error')
    return style.red(` failed: ${oneLine(part.error ?? 'no reason given')}`);
  if (part.exitCode) return style.yellow(` exit ${part.exitCode}`);
  return '';
}
