import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import type { ConnectionEvent } from '../../adapters/live/connection-events.ts';
import { services } from '../../adapters/services.ts';
import { SandboxId } from '../../contracts/ids.ts';
import { streamGroup } from '../../contracts/frames.ts';
import type { PresenceFrame } from '../../contracts/presence.ts';
import { readJson } from './body.ts';
import { ApiError, responseOf } from './respond.ts';

/** An event has a connection's query, headers and claims, and nothing that a client sends. */
const bodyLimit = 64 * 1024;

/**
 * What the live service tells of its connections. Each event may come twice, and in any order:
 * whoever left has left however often it is said, and whoever may be connected is looked up.
 */
app.http('liveEvents', {
  methods: ['OPTIONS', 'POST'],
  route: 'live/events',
  authLevel: 'anonymous',
  handler: async (request, context) => {
    try {
      return request.method === 'OPTIONS' ? agree(request) : await take(request);
    } catch (error) {
      return responseOf(error, context.invocationId);
    }
  },
});

/** The service asks before its first event whether it may send any here. */
function agree({ headers }: HttpRequest): HttpResponseInit {
  const origin = headers.get('webhook-request-origin');
  if (!services().liveEvents.wants(origin)) throw new ApiError('forbidden');
  return { status: 200, headers: { 'webhook-allowed-origin': origin ?? '' } };
}

async function take(request: HttpRequest): Promise<HttpResponseInit> {
  const { liveEvents } = services();
  const headers = new Headers([...request.headers]);
  const event = liveEvents.read(headers, await readJson(request, bodyLimit));
  const isSigned = liveEvents.isSigned(headers);
  if (event?.type === 'connect') {
    if (!isSigned && !isMarked(event)) throw new ApiError('unauthenticated');
    if (!(await mayConnect(event.userId))) throw new ApiError('unauthenticated');
    return { status: 204, headers: liveEvents.answer(event) };
  }
  if (!isSigned) throw new ApiError('unauthenticated');
  if (event?.type === 'connected') await shutOut(event.userId);
  if (event?.type === 'disconnected' && event.mark !== undefined) await sayGoodbye(event.mark);
  return { status: 204 };
}

/**
 * Whether clients can connect must not hang on a signature of the service, which may not sign.
 * Without one, only whoever shows the mark of a person's own address learns whether that person is
 * known here. Of sandboxes there is nothing to learn.
 */
function isMarked({ userId, mark = '' }: ConnectionEvent): boolean {
  if (userId === undefined || isSandbox(userId)) return true;
  return services().presenceMarks.open(mark)?.person.id === userId;
}

/** A grant may be older than the removal of the person whom it was given to. */
async function mayConnect(userId: string | undefined): Promise<boolean> {
  if (userId === undefined || isSandbox(userId)) return true;
  return (await services().people.get(userId)) !== undefined;
}

function isSandbox(userId: string): boolean {
  return SandboxId.safeParse(userId).success;
}

/** Who was removed between being let in and being connected was not there yet to be cut off. */
async function shutOut(userId: string | undefined): Promise<void> {
  if (userId === undefined || (await mayConnect(userId))) return;
  await services().live.disconnect(userId);
}

/** Tells the others at once; without this they would notice by the silence only. */
async function sayGoodbye(mark: string): Promise<void> {
  const { presenceMarks, live, now } = services();
  const { sessionId, clientId, person } = presenceMarks.open(mark) ?? {};
  if (!sessionId || !clientId || !person) return;
  const frame: PresenceFrame = { kind: 'presence', state: 'left', clientId, person, at: now() };
  await live.publish(streamGroup(sessionId), frame);
}
