import { expect, test } from 'vitest';
import type { SessionSummary } from '../../../contracts/api.ts';
import { sessionNotices } from '../../../web-nuxt/app/notices/session-notices.ts';

const session = (change: Partial<SessionSummary> = {}): SessionSummary => ({
  sessionId: 'ses_1',
  title: 'Mend the tests',
  status: 'running',
  archived: false,
  repository: 'sample-12345678',
  source: 'sample',
  branch: 'harvest/mend',
  baseBranch: 'main',
  branchState: 'open',
  author: { id: 'ada', name: 'Ada', email: 'ada@example.com' },
  collaborators: [],
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  run: null,
  waiting: 0,
  openQuestions: 0,
  sandboxId: null,
  snapshotId: null,
  lastOutcome: null,
  changes: null,
  costUsd: 0,
  tokens: 0,
  ...change,
});
const textsOf = (before: SessionSummary[], now: SessionSummary[], personId = 'ada') =>
  sessionNotices(before, now, personId).map(({ text }) => text);

test('a person is told when a session of theirs comes to rest', () => {
  const ended = session({ status: 'idle', lastOutcome: 'completed' });
  expect(textsOf([session()], [ended])).toEqual(['Done.']);
  expect(textsOf([session()], [session({ status: 'failed', lastOutcome: 'failed' })])).toEqual([
    'The run failed.',
  ]);
  expect(textsOf([ended], [ended])).toEqual([]);
  expect(textsOf([session({ status: 'queued' })], [session()])).toEqual([]);
});

test('and when the agent asks, once for each question', () => {
  const asking = session({ openQuestions: 1 });
  expect(textsOf([session()], [asking])).toEqual(['The agent asks something.']);
  expect(textsOf([asking], [asking])).toEqual([]);
});

test('but not of sessions of others, nor of those that are seen for the first time', () => {
  const ended = session({ status: 'idle', lastOutcome: 'completed' });
  expect(textsOf([session()], [ended], 'bob')).toEqual([]);
  expect(textsOf([], [ended])).toEqual([]);
});
