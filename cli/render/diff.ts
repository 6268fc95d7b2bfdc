import { plainText } from './plain-text.ts';
import type { Style } from './style.ts';

/** A unified diff with colour. The text is changed only where it could take over the terminal. */
export function colouredDiff(diff: string, style: Style): string {
  return diff
    .split('\n')
    .map((line) => paintLine(plainText(line), style))
    .join('\n');
}

function paintLine(line: string, style: Style): string {
  if (line.startsWith('diff ') || line.startsWith('+++') || line.startsWith('---'))
    return style.bold(line);
  if (line.startsWith('@@')) return style.cyan(line);
  if (line.startsWith('+')) return style.green(line);
  if (line.startsWith('-')) return style.red(line);
  return line;
}
