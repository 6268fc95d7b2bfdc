import { beforeEach, describe, expect, it, vi } from 'vitest';
import { services } from '../../../adapters/services.ts';
import { noUsage } from '../../../contracts/usage.ts';
import { Instances } from '../support/instances.ts';
import { servicesInMemory } from '../support/services-in-memory.ts';

type Handler = (call: unknown) => Promise<unknown>;
const handlers = vi.hoisted(() => new Map<string, Handler>());
vi.mock('../../../functions/http/route.ts', () => ({
  serve: (name: string, handler: Handler) => handlers.set(name, handler),
}));
await import('../../../functions/http/sandbox.ts');

const sandboxId = 'sbx_0000000001';
const metered = 'run_0000000001';
const unknown = 'run_0000000002';

servicesInMemory();
// What is recorded is published, too, and nobody listens here.
beforeEach(() => void vi.spyOn(process.stderr, 'write').mockReturnValue(true));

it('takes the usage of a run from a sandbox only where the gateway has not counted it', async () => {
  const sessionId = 'ses_0000000001';
  const { modelUsage, history } = services();
  const counted = { ...noUsage, inputTokens: 70, costUsd: 0.7 };
  await modelUsage.add({ sessionId, runId: metered }, { model: 'large', ...counted });
  const items = [metered, unknown].map((runId, index) => {
    const data = { runId, model: 'endpoint/large', usage: { ...noUsage, inputTokens: 1 } };
    const event = { type: 'run.usage', data };
    return { n: index + 1, at: '2026-01-01T00:00:00.000Z', body: { kind: 'event', event } };
  });
  const caller = { sandbox: { sessionId, sandboxId }, session: { run: null } };
  const answer = await handlers.get('sandboxEvents')?.({ body: { items }, caller, client: {} });
  expect(answer).toEqual({ acknowledged: 2 });
  const { events } = await history.read(sessionId, { after: 0, limit: 10 });
  expect(events.map(({ data }) => 'runId' in data && data.runId)).toEqual([unknown]);
});

describe('a question', () => {
  const sessionId = 'ses_0000000002';
  const data = { runId: unknown, questionId: 'que_0000000001', questions: [] };
  const body = { kind: 'event', event: { type: 'question.asked', data } };
  const items = [{ n: 1, at: '2026-01-01T00:00:00.000Z', body }];
  const caller = { sandbox: { sessionId, sandboxId }, session: { run: null } };
  const tell = (instances: Instances) =>
    handlers.get('sandboxEvents')?.({ body: { items }, caller, client: instances.client });

  it('is taken from a sandbox, and watched, when the actor has noted it', async () => {
    const instances = new Instances({ ok: true });
    expect(await tell(instances)).toEqual({ acknowledged: 1 });
    expect(instances.started.map(({ name }) => name)).toEqual(['command', 'idle-watch']);
  });

  it('is to be told again when the actor could not', async () => {
    const instances = new Instances({ ok: false, code: 'internal' });
    await expect(tell(instances)).rejects.toMatchObject({ problem: { code: 'internal' } });
    expect(instances.started.map(({ name }) => name)).toEqual(['command']);
  });
});
