import type { Phase, SessionEvent } from '../../contracts/events.ts';
import { oneLine, plainText } from './plain-text.ts';
import { duration } from './quantities.ts';
import type { Style } from './style.ts';

/** What each phase is doing, as a progress line says it. */
export const phaseActivity: Record<Phase, string> = {
  acquire: 'getting a sandbox',
  boot: 'starting the sandbox',
  clone: 'cloning the repository',
  setup: 'running the setup hook',
  sync: 'bringing the repository up to date',
  agent: 'starting the agent',
  start: 'running the start hook',
};

const logLinesOnFailure = 10;

type PhaseFinished = Extract<SessionEvent, { type: 'phase.finished' }>['data'];

/** A phase that has ended, with its cause of failure and the end of its log (unless shown already). */
export function phaseEnd(data: PhaseFinished, log: readonly string[], style: Style): string {
  const took = style.dim(duration(data.durationMs));
  if (!data.failure) return `${style.green('✓')} ${data.phase} ${took}\n`;
  const cause = `${style.red('✗')} ${data.phase} ${took} ${style.red(oneLine(data.failure.message, 500))}\n`;
  const shown = data.phase === 'setup' ? [] : log.slice(-logLinesOnFailure);
  return phaseLog(shown, style) + cause;
}

/** Lines of a phase's log, set apart from the agent's answer. */
export function phaseLog(lines: readonly string[], style: Style): string {
  return lines.map((line) => `${style.dim(`  │ ${plainText(line)}`)}\n`).join('');
}
