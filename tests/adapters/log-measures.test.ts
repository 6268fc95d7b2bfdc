import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { logMeasures } from '../../adapters/log-measures.ts';
import type { SessionEvent } from '../../contracts/events.ts';

const sessionId = 'ses_0000000001';
const runId = 'run_0000000001';
const sandboxId = 'sbx_0000000001';
const stored = { key: 'a', at: '2026-01-01T00:00:00.000Z', seq: 1 };

const finished: SessionEvent = {
  type: 'phase.finished',
  data: { sandboxId, phase: 'clone', durationMs: 1_200 },
  ...stored,
};
const used: SessionEvent = {
  type: 'run.usage',
  data: {
    runId,
    model: 'anthropic/claude',
    usage: {
      inputTokens: 1,
      outputTokens: 2,
      reasoningTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      costUsd: 0.25,
    },
  },
  ...stored,
};
const said: SessionEvent = {
  type: 'part.finished',
  data: { runId, part: { id: 'p', type: 'text', text: 'private' } },
  ...stored,
};

let written: string[];

beforeEach(() => {
  written = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
    written.push(String(line));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('phases and costs are logged, and nothing of what was said', () => {
  vi.stubEnv('HARVEST_LOG', 'info');
  logMeasures(sessionId, [finished, said, used]);
  expect(written.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({
      code: 'sandbox.phase',
      sandboxId,
      phase: 'clone',
      durationMs: 1_200,
    }),
    expect.objectContaining({ code: 'run.usage', runId, costUsd: 0.25 }),
  ]);
});

test('the alerts read the fields that are logged', () => {
  vi.stubEnv('HARVEST_LOG', 'info');
  logMeasures(sessionId, [finished, used]);
  const alerts = ['sandbox-start', 'cost-spike'].map((name) =>
    readFileSync(resolve(import.meta.dirname, `../../infra-bicep/alerts/${name}.kql`), 'utf8'),
  );
  for (const [index, query] of alerts.entries()) {
    const entry = JSON.parse(written[index] ?? '') as Record<string, unknown>;
    expect(query).toContain(`Entry.code == "${String(entry['code'])}"`);
    const fields = [...query.matchAll(/Entry\.(\w+)/g)].map(([, field]) => field ?? '');
    expect(fields.filter((field) => !(field in entry))).toEqual([]);
  }
});

test('a machine that logs warnings only stays quiet', () => {
  vi.stubEnv('HARVEST_LOG', 'warn');
  logMeasures(sessionId, [finished, used]);
  expect(written).toEqual([]);
});
