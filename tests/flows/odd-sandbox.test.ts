import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { historyOf, ofType, runOf } from './support/session-log.ts';

/** Its sandboxes say what no agent would let them say; see what their prompts ask for. */
const runtime = resolve(import.meta.dirname, '../support/fake-supervisor');

let service: Service;
let repository: GitRepository;

beforeAll(async () => {
  service = await Service.start({ env: { HARVEST_RUNTIME: runtime } });
  repository = await GitRepository.create({ 'README.md': '# Mine\n' });
}, 60_000);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await repository[Symbol.asyncDispose]();
});

async function run(turn: { names?: string; full?: boolean }) {
  const prompt = { text: JSON.stringify(turn) };
  const body = { repository: repository.directory, prompt };
  const { sessionId, promptId } = await service.api.call('createSession', { body });
  const { data } = await runOf(service.api, sessionId, promptId);
  return { sessionId, data };
}

test('work that a sandbox says to be on another branch is not delivered', async () => {
  const refs = await repository.git('for-each-ref');
  const { data } = await run({ names: 'main' });
  expect(data).toMatchObject({ outcome: 'failed', failure: { code: 'push_failed' } });
  expect(data.failure?.message).toMatch(/another branch than harvest\//);
  expect(data).not.toHaveProperty('changes');
  expect(await repository.git('for-each-ref')).toBe(refs);
}, 60_000);

test('a run that finds no room on the disk ends with that, and is tried once', async () => {
  const { sessionId, data } = await run({ full: true });
  expect(data).toMatchObject({ outcome: 'failed', failure: { code: 'storage_full' } });
  const events = await historyOf(service.api, sessionId);
  expect(ofType(events, 'run.lost')).toEqual([]);
  expect(ofType(events, 'sandbox.started')).toHaveLength(1);
}, 60_000);
