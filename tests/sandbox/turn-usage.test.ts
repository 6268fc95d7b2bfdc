import { createOpencodeClient } from '@opencode-ai/sdk/v2/client';
import { beforeEach, expect, test } from 'vitest';
import { turnUsage } from '../../sandbox/supervisor/turn-usage.ts';
import type { StoredMessage } from '../../sandbox/supervisor/turn-verdict.ts';
import { plainAnswer } from './support/scripted-opencode.ts';

const startedAt = 1_000;
const before = startedAt - 1;

type Stored = { parent?: string; updated: number; messages: StoredMessage[] };

let sessions: Record<string, Stored>;
/** The sessions whose messages were asked for, once for each page. */
let read: string[];

beforeEach(() => {
  read = [];
});

/** OpenCode's side of the two requests; the pages are those that it makes. */
const client = createOpencodeClient({
  baseUrl: 'http://opencode',
  fetch: async (request) => {
    const { pathname, searchParams } = new URL((request as Request).url);
    const [, , id = '', what] = pathname.split('/');
    if (what === 'children') {
      const children = Object.entries(sessions).filter(([, { parent }]) => parent === id);
      return Response.json(
        children.map(([childId, { updated }]) => ({ id: childId, time: { updated } })),
      );
    }
    read.push(id);
    const messages = sessions[id]?.messages ?? [];
    const end = Number(searchParams.get('before') ?? messages.length);
    const start = Math.max(0, end - Number(searchParams.get('limit') ?? end));
    const headers = start > 0 ? { 'x-next-cursor': String(start) } : undefined;
    return Response.json(messages.slice(start, end), headers && { headers });
  },
});

/** So many calls of the model, each of one token. */
const calls = (count: number, created: number): StoredMessage[] =>
  Array.from({ length: count }, () => ({
    info: { ...plainAnswer, time: { created }, tokens: { ...plainAnswer.tokens, input: 1 } },
    parts: [],
  }));

test('counts the calls since the start, and reads no further back than they go', async () => {
  const messages = [...calls(100, before), ...calls(40, startedAt)];
  sessions = { ses_main: { updated: startedAt, messages } };
  expect(await turnUsage(client, 'ses_main', startedAt)).toMatchObject({ inputTokens: 40 });
  expect(read).toEqual(['ses_main', 'ses_main']);
});

test('counts what subagents used, and leaves those alone that were not asked since', async () => {
  sessions = {
    ses_main: { updated: startedAt, messages: calls(1, startedAt) },
    ses_asked: { parent: 'ses_main', updated: startedAt, messages: calls(10, startedAt) },
    ses_deeper: { parent: 'ses_asked', updated: startedAt + 1, messages: calls(31, startedAt) },
    ses_old: { parent: 'ses_main', updated: before, messages: calls(1, before) },
  };
  expect(await turnUsage(client, 'ses_main', startedAt)).toMatchObject({ inputTokens: 42 });
  expect(read.toSorted()).toEqual(['ses_asked', 'ses_deeper', 'ses_deeper', 'ses_main']);
});
