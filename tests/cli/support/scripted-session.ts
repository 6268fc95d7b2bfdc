import type { PersonalSession } from '../../../contracts/api.ts';
import type { EventBody, SessionEvent } from '../../../contracts/events.ts';

export const at = '2026-01-02T03:04:05.000Z';
export const person = { id: 'ann', name: 'Ann' };
export const usage = {
  inputTokens: 1_200,
  outputTokens: 34,
  reasoningTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: 0.0123,
};
export const changes = {
  branch: 'harvest/fix-it-abc',
  commit: 'c0ffee',
  files: 2,
  additions: 10,
  deletions: 3,
};

/** Bodies as numbered events, from `after + 1` on. */
export function numbered(bodies: readonly EventBody[], after = 0): SessionEvent[] {
  return bodies.map((body, index) => {
    const seq = after + index + 1;
    return { ...body, seq, key: `key-${seq}`, at };
  });
}

export function summaryOf(sessionId: string, over: Partial<PersonalSession> = {}): PersonalSession {
  return {
    sessionId,
    title: 'Fix it',
    status: 'idle',
    archived: false,
    repository: 'sample',
    source: 'sample',
    branch: changes.branch,
    baseBranch: 'main',
    branchState: 'open',
    author: person,
    collaborators: [],
    createdAt: at,
    updatedAt: at,
    run: null,
    waiting: 0,
    openQuestions: 0,
    sandboxId: null,
    snapshotId: null,
    lastOutcome: null,
    changes: null,
    costUsd: 0,
    tokens: 0,
    unread: false,
    ...over,
  };
}

export const sandboxId = 'sbx_0000000001';
export const runId = 'run_0000000001';

export const created: EventBody = {
  type: 'session.created',
  data: { title: 'Fix it', repository: 'sample', branch: changes.branch, author: person },
};

export const queued = (promptId: string, text = 'Fix it', position = 0): EventBody => ({
  type: 'prompt.queued',
  data: { promptId, text, author: person, position },
});

export const started = (promptId: string, id = runId): EventBody => ({
  type: 'run.started',
  data: { runId: id, promptId, model: 'rehearsal/script' },
});

export const finished = (
  promptId: string,
  over: Partial<Extract<EventBody, { type: 'run.finished' }>['data']> = {},
): EventBody => ({
  type: 'run.finished',
  data: { runId, promptId, outcome: 'completed', changes, durationMs: 12_000, ...over },
});

/** A short successful run of the prompt, from its start to its end. */
export const successfulRun = (promptId: string): EventBody[] => [
  { type: 'phase.started', data: { sandboxId, phase: 'setup' } },
  { type: 'phase.log', data: { sandboxId, phase: 'setup', lines: ['added 1 package'] } },
  { type: 'phase.finished', data: { sandboxId, phase: 'setup', durationMs: 800 } },
  started(promptId),
  {
    type: 'part.finished',
    data: { runId, part: { id: 'p1', type: 'reasoning', text: 'Let me look.' } },
  },
  {
    type: 'part.finished',
    data: {
      runId,
      part: {
        id: 'p2',
        type: 'tool',
        tool: 'bash',
        title: 'npm test',
        status: 'completed',
        input: { command: 'npm test' },
        exitCode: 1,
        durationMs: 400,
      },
    },
  },
  {
    type: 'part.finished',
    data: { runId, part: { id: 'p3', type: 'text', text: 'It is fixed.' } },
  },
  { type: 'run.usage', data: { runId, model: 'rehearsal/script', usage } },
  finished(promptId),
];
