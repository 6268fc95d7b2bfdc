import type { Failure } from './errors.ts';
import type { Phase, SessionEvent } from './events.ts';

export type PhaseView = {
  phase: Phase;
  state: 'running' | 'done' | 'failed';
  log: string[];
  durationMs?: number;
  failure?: Failure;
};
export type SandboxView = {
  sandboxId: string;
  state: 'running' | 'parked' | 'ended';
  phases: PhaseView[];
};

type SandboxEvent = Extract<SessionEvent, { type: `${'phase' | 'sandbox'}.${string}` }>;

/** Takes an event of a sandbox, or of its preparation, into the view, in place. */
export function foldSandbox(
  view: { sandboxes: Map<string, SandboxView> },
  event: SandboxEvent,
): void {
  const { sandboxId } = event.data;
  let sandbox = view.sandboxes.get(sandboxId);
  if (!sandbox) {
    sandbox = { sandboxId, state: 'running', phases: [] };
    view.sandboxes.set(sandboxId, sandbox);
  }
  if (event.type === 'sandbox.started') return;
  if (event.type === 'sandbox.parked' || event.type === 'sandbox.ended') {
    sandbox.state = event.type === 'sandbox.parked' ? 'parked' : 'ended';
    return;
  }
  let phase = sandbox.phases.find((known) => known.phase === event.data.phase);
  if (!phase) {
    phase = { phase: event.data.phase, state: 'running', log: [] };
    sandbox.phases.push(phase);
  }
  if (event.type === 'phase.log') phase.log.push(...event.data.lines);
  if (event.type === 'phase.finished') {
    const { durationMs, failure } = event.data;
    Object.assign(
      phase,
      { state: failure ? 'failed' : 'done', durationMs },
      failure && { failure },
    );
  }
}
