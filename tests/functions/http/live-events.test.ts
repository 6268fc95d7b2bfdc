import {
  app,
  type HttpFunctionOptions,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
} from '@azure/functions';
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { services } from '../../../adapters/services.ts';
import { servicesInMemory } from '../support/services-in-memory.ts';

const http = vi.spyOn(app, 'http').mockImplementation(() => {});
await import('../../../functions/http/live-events.ts');
const options = http.mock.calls[0]?.[1] as HttpFunctionOptions | undefined;
const handler = options?.handler;

const ann = { id: 'per_ann', name: 'Ann', email: 'ann@example.com' };
const sessionId = 'ses_0000000001';
const connectionId = 'c1';

servicesInMemory();
let cutOff: string[];
beforeEach(async () => {
  cutOff = [];
  await services().people.put(ann);
  vi.spyOn(services().live, 'disconnect').mockImplementation(async (id) => void cutOff.push(id));
});
afterEach(() => services().people.remove(ann.id));

type Told = { type: 'connect' | 'connected'; userId?: string; mark?: string; signed?: boolean };

async function tell({ type, userId, mark, signed }: Told): Promise<HttpResponseInit> {
  const signature = createHmac('sha256', 'key').update(connectionId).digest('hex');
  const request = new Request('http://127.0.0.1:7071/api/live/events', {
    method: 'POST',
    headers: {
      'ce-type': `azure.webpubsub.sys.${type}`,
      'ce-connectionId': connectionId,
      ...(userId === undefined ? {} : { 'ce-userId': userId }),
      ...(signed ? { 'ce-signature': `sha256=${signature}` } : {}),
    },
    body: JSON.stringify({ query: mark === undefined ? {} : { mark: [mark] } }),
  });
  const context = { invocationId: 'request-1' } as InvocationContext;
  return (await handler?.(request as unknown as HttpRequest, context)) as HttpResponseInit;
}

const statusOf = async (told: Told) => (await tell(told)).status;
const markOf = (person: typeof ann) => services().presenceMarks.seal({ sessionId, person });

describe('a client that asks to connect', () => {
  const type = 'connect';

  it('is let in when it is of somebody who is known here, and the service asks', async () => {
    expect(await statusOf({ type, userId: ann.id, signed: true })).toBe(204);
    expect(await statusOf({ type, userId: 'per_nobody', signed: true })).toBe(401);
  });

  it.each(['sbx_0000000001', undefined])('is let in when it is of nobody: %s', async (userId) => {
    expect(await statusOf({ type, ...(userId ? { userId } : {}) })).toBe(204);
  });

  it('is let in by the mark of its address, where the service does not sign', async () => {
    const told = { type, userId: ann.id, mark: markOf(ann) } as const;
    const { status, headers } = await tell(told);
    expect([status, headers]).toEqual([204, { 'ce-connectionState': expect.any(String) }]);
    await services().people.remove(ann.id);
    expect(await statusOf(told)).toBe(401);
  });

  it('says to nobody else who is known here', async () => {
    const look = vi.spyOn(services().people, 'get');
    const eve = { ...ann, id: 'per_eve' };
    for (const mark of [undefined, 'nonsense', markOf(eve)]) {
      const given = mark === undefined ? {} : { mark };
      const known = await tell({ type, userId: ann.id, ...given });
      expect(known.status).toBe(401);
      expect(await tell({ type, userId: 'per_nobody', ...given })).toEqual(known);
    }
    // Nor by how long it takes.
    expect(look).not.toHaveBeenCalled();
  });
});

describe('a connection that is open', () => {
  const type = 'connected';

  it('is ended when its person was removed while it was made', async () => {
    for (const userId of [ann.id, 'sbx_0000000001']) {
      expect(await statusOf({ type, userId, signed: true })).toBe(204);
      expect(cutOff).toEqual([]);
    }
    await services().people.remove(ann.id);
    expect(await statusOf({ type, userId: ann.id, signed: true })).toBe(204);
    expect(cutOff).toEqual([ann.id]);
  });

  it('is ended by nobody but the service', async () => {
    expect(await statusOf({ type, userId: 'per_nobody', mark: markOf(ann) })).toBe(401);
    expect(cutOff).toEqual([]);
  });
});
