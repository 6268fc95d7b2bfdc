import type { Changes, Outcome, Usage } from '../../contracts/events.ts';
import type { Failure } from '../../contracts/errors.ts';
import { oneLine, plainText } from './plain-text.ts';
import { cost, count, duration } from './quantities.ts';
import type { Style } from './style.ts';

export type RunEnd = {
  outcome: Outcome;
  failure?: Failure | undefined;
  changes?: Changes | undefined;
  usage?: Usage | undefined;
  durationMs: number;
};

const marks = { completed: '✓ Completed', failed: '✗ Failed', stopped: '■ Stopped' } as const;
const paints = { completed: 'green', failed: 'red', stopped: 'yellow' } as const;

/** The last lines about a run: outcome, branch, size of the change and cost. */
export function runSummary(end: RunEnd, style: Style, diffHint: string): string {
  const lines = [
    `${style[paints[end.outcome]](marks[end.outcome])} after ${duration(end.durationMs)}`,
  ];
  if (end.failure) lines.push(`  ${plainText(end.failure.message).replaceAll('\n', '\n  ')}`);
  const changed = end.changes && end.changes.commit !== null ? end.changes : undefined;
  if (changed) {
    lines.push(`  branch   ${style.bold(oneLine(changed.branch))}`);
    lines.push(`  changes  ${changesLine(changed, style)}`);
  } else lines.push('  changes  none');
  if (end.usage) lines.push(`  cost     ${usageLine(end.usage)}`);
  if (changed) lines.push(style.dim(`  See the diff: ${diffHint}`));
  return `${lines.join('\n')}\n`;
}

/** `2 files, +10 -3`, or `none`. */
export function changesLine(changes: Changes, style: Style): string {
  const { files, additions, deletions } = changes;
  if (files === 0) return 'none';
  return `${count(files, 'file')}, ${style.green(`+${additions}`)} ${style.red(`-${deletions}`)}`;
}

function usageLine(usage: Usage): string {
  return cost(usage.costUsd, usage.inputTokens + usage.outputTokens);
}
