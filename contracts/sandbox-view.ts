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

/** Takes an event of a sandbox, or of its preparation, into the view. */
export function foldSandbox(
  view: { sandboxes: Map<string, SandboxView> },
  event: SandboxEvent,
): void {
  const { sandboxId } = event.data;
  const { sandboxes } = view;
  const sandbox: SandboxView = sandboxes.get(sandboxId) ?? {
    sandboxId,
    state: 'running',
    phases: [],
  };
  sandboxes.set(sandboxId, sandbox);
  if (event.type === 'sandbox.started') return;
  if (event.type === 'sandbox.parked' || event.type === 'sandbox.ended') {
    const state = event.type === 'sandbox.parked' ? 'parked' : 'ended';
    sandboxes.set(sandboxId, { ...sandbox, state });
    return;
  }
  const before = sandbox.phases.find(({ phase }) => phase === event.data.phase);
  const after = foldPhase(before ?? { phase: event.data.phase, state: 'running', log: [] }, event);
  const phases = before
    ? sandbox.phases.map((known) => (known === before ? after : known))
    : [...sandbox.phases, after];
  sandboxes.set(sandboxId, { ...sandbox, phases });
}

function foldPhase(
  phase: PhaseView,
  event: Extract<SandboxEvent, { type: `phase.${string}` }>,
): PhaseView {
  switch (event.type) {
    case 'phase.started':
      return phase;
    case 'phase.log':
      phase.log.push(...event.data.lines);
      return { ...phase };
    case 'phase.finished': {
      const { durationMs, failure } = event.data;
      return {
        ...phase,
        ...{ state: failure ? 'failed' : 'done', durationMs },
        ...(failure && { failure }),
      };
    }
  }
}
