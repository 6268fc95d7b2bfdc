import type { StoredSession } from '../../../core/stored-session.ts';
import { summaryOf } from '../../cli/support/scripted-session.ts';

/** A session as its actor has stored it; idle, as far as `over` says nothing else. */
export function storedSession(sessionId: string, over: Partial<StoredSession> = {}): StoredSession {
  const { unread: _, ...summary } = summaryOf(sessionId);
  return { ...summary, run: null, idleSince: null, ...over };
}

export const instanceId = 'ses_0000000001.prm_0000000001';
export const currentRun: NonNullable<StoredSession['run']> = {
  runId: 'run_0000000001',
  promptId: 'prm_0000000001',
  instanceId,
  model: 'rehearsal/script',
  restedIn: null,
};
