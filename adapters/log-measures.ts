import type { SessionEvent } from '../contracts/events.ts';
import { log } from './log.ts';

/**
 * Logs what the alerts of a deployment are computed from (`infra-bicep/alerts/`): how long sandboxes
 * take to start, and what models cost. Takes events that are new, so nothing is counted twice.
 */
export function logMeasures(sessionId: string, events: readonly SessionEvent[]): void {
  for (const { type, data } of events) {
    if (type === 'phase.finished') {
      const { sandboxId, phase, durationMs } = data;
      const fields = { sessionId, sandboxId, phase, durationMs };
      log('info', 'sandbox.phase', 'A sandbox has finished a phase.', fields);
    }
    if (type === 'run.usage') {
      const { runId, model, usage } = data;
      const fields = { sessionId, runId, model, costUsd: usage.costUsd };
      log('info', 'run.usage', 'A run has used a model.', fields);
    }
  }
}
