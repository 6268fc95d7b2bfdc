import { asks } from '../../contracts/people-view.ts';
import type { RunView } from '../../contracts/run-view.ts';
import type { SessionView } from '../../contracts/session-view.ts';
import { phaseActivity } from './phase-lines.ts';
import { count, duration } from './quantities.ts';
import { toolTitle } from './tool-line.ts';

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** What a run is doing at the moment, in a few words. */
export function activity(view: SessionView, run: RunView | undefined): string {
  if (run?.state === 'stopping') return 'stopping';
  if (run && asks(view, run.runId)) return 'waiting for your answer';
  if (run?.waiting) return 'waiting for the model provider';
  for (const sandbox of view.sandboxes.values()) {
    // Nothing waits for the start hook.
    const phase = sandbox.phases.find((p) => p.state === 'running' && p.phase !== 'start');
    if (sandbox.state !== 'running') continue;
    if (phase) return phaseActivity[phase.phase];
    // Between two phases; nobody thinks before there is an agent.
    if (!sandbox.phases.some((p) => p.phase === 'agent')) return phaseActivity.boot;
  }
  if (!run) return 'waiting to start';
  const tool = run.parts.findLast((part) => part.type === 'tool' && part.status === 'running');
  if (tool?.type === 'tool') return `${tool.tool} ${toolTitle(tool)}`.trim();
  return run.parts.at(-1)?.type === 'text' ? 'writing' : 'thinking';
}

/** The line at the bottom of a terminal, cut to its width so that it can be wiped. */
export function progressLine(
  doing: string,
  { elapsedMs, tokens, columns }: { elapsedMs: number; tokens: number; columns: number },
): string {
  const frame = spinner[Math.floor(elapsedMs / 100) % spinner.length] ?? '';
  const figures = [duration(elapsedMs), ...(tokens > 0 ? [count(tokens, 'token')] : [])];
  const line = `${frame} ${doing} · ${figures.join(' · ')}`;
  return Array.from(line)
    .slice(0, Math.max(0, columns - 1))
    .join('');
}
