import { beforeEach, expect, it, vi } from 'vitest';
import { services } from '../../../adapters/services.ts';
import { signalNames } from '../../../orchestrations/signals.ts';
import { Instances } from '../support/instances.ts';
import { servicesInMemory } from '../support/services-in-memory.ts';
import { currentRun, instanceId, storedSession } from '../support/stored-session.ts';

type Handler = (call: unknown) => Promise<unknown>;
const handlers = vi.hoisted(() => new Map<string, Handler>());
vi.mock('../../../functions/http/route.ts', () => ({
  serve: (name: string, handler: Handler) => handlers.set(name, handler),
}));
await import('../../../functions/http/questions.ts');

const sessionId = 'ses_0000000001';
const sandboxId = 'sbx_0000000001';
const params = { sessionId, questionId: 'que_0000000001' };
const person = { id: 'ann', name: 'Ann' };

servicesInMemory();
beforeEach(async () => {
  const asking = storedSession(sessionId, { status: 'running', run: currentRun, sandboxId });
  await services().documents.put('sessions', sessionId, asking);
});

it('wakes a run that came to rest while its sandbox took the reply', async () => {
  const taken = { ok: true as const, status: 202, body: undefined };
  const post = vi.spyOn(services().supervisors, 'post').mockResolvedValue(taken);
  const sleeper = { instanceId, restedIn: sandboxId };
  const { client, raised } = new Instances({ ok: true, sleeper });
  const body = { answers: [['red']] };
  await handlers.get('replyToQuestion')?.({ params, body, person, client });
  expect(post).toHaveBeenCalledOnce();
  expect(raised).toEqual([{ instanceId, name: signalNames.woken(sandboxId) }]);
});
