import { expect, it, vi } from 'vitest';
import { services } from '../../../adapters/services.ts';
import { servicesInMemory } from '../support/services-in-memory.ts';

type Handler = (call: unknown) => Promise<unknown>;
const handlers = vi.hoisted(() => new Map<string, Handler>());
vi.mock('../../../functions/http/route.ts', () => ({
  serve: (name: string, handler: Handler) => handlers.set(name, handler),
}));
await import('../../../functions/http/sandbox.ts');

const sessionId = 'ses_0000000001';
const sandboxId = 'sbx_0000000001';

servicesInMemory();

async function hello(endpoint: string): Promise<unknown> {
  const body = { endpoint, protocol: 1 };
  return handlers.get('sandboxHello')?.({ body, caller: { sandbox: { sessionId, sandboxId } } });
}

it('takes no address for a sandbox but one that its provider may have given it', async () => {
  const { sandboxRecords } = services();
  await sandboxRecords.begin(sandboxId, sessionId, 0);
  const forbidden = { problem: { code: 'forbidden' } };
  await expect(hello('http://169.254.169.254:80')).rejects.toMatchObject(forbidden);
  expect(await sandboxRecords.get(sandboxId)).toMatchObject({ endpoint: null });

  const endpoint = 'http://127.0.0.1:41234';
  expect(await hello(endpoint)).toMatchObject({ liveUrl: expect.stringContaining('ws://') });
  expect(await sandboxRecords.get(sandboxId)).toMatchObject({ endpoint });
});
