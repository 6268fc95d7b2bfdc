import type { SessionStatus } from '../../../contracts/api.ts';
import type { Outcome } from '../../../contracts/events.ts';

export type StatusWord = {
  label: string;
  color: 'primary' | 'success' | 'warning' | 'error' | 'neutral';
  /** Something happens right now. */
  busy: boolean;
};

/** What a session's state is called: what it does now, or else how its last run ended. */
export function statusWord(status: SessionStatus, outcome: Outcome | null): StatusWord {
  switch (status) {
    case 'running':
      return { label: 'Running', color: 'primary', busy: true };
    case 'queued':
      return { label: 'Starting', color: 'primary', busy: true };
    case 'waiting':
      return { label: 'Waiting', color: 'warning', busy: false };
    case 'stopping':
      return { label: 'Stopping', color: 'warning', busy: true };
    case 'failed':
      return { label: 'Failed', color: 'error', busy: false };
    case 'idle':
    case 'parked':
      return restWord(outcome);
  }
}

function restWord(outcome: Outcome | null): StatusWord {
  switch (outcome) {
    case 'completed':
      return { label: 'Done', color: 'success', busy: false };
    case 'failed':
      return { label: 'Failed', color: 'error', busy: false };
    case 'stopped':
      return { label: 'Stopped', color: 'neutral', busy: false };
    case null:
      return { label: 'New', color: 'neutral', busy: false };
  }
}
