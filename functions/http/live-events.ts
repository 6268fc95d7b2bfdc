import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { services } from '../../adapters/services.ts';
import { SandboxId } from '../../contracts/ids.ts';
import { streamGroup } from '../../contracts/frames.ts';
import type { PresenceFrame } from '../../contracts/presence.ts';
import { readJson } from './body.ts';
import { ApiError, responseOf } from './respond.ts';

/** An event has a connection's query, headers and claims, and nothing that a client sends. */
const bodyLimit = 64 * 1024;

/**
 * What the live service tells of its connections. Each event may come twice, and in any order: the
 * only one that is acted on says that somebody has left, which is true however often it is said.
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
  // The answer holds what the question did, so anybody may ask; and whether clients can connect must
  // not hang on a signature, which the service has no need of for that: it has checked their token.
  if (event?.type === 'connect') {
    if (!(await mayConnect(event.userId))) throw new ApiError('unauthenticated');
    return { status: 204, headers: liveEvents.answer(event) };
  }
  if (!liveEvents.isSigned(headers)) throw new ApiError('unauthenticated');
  if (event?.mark !== undefined) await sayGoodbye(event.mark);
  return { status: 204 };
}

/** A grant may be older than the removal of the person whom it was given to. */
async function mayConnect(userId: string | undefined): Promise<boolean> {
  if (userId === undefined || SandboxId.safeParse(userId).success) return true;
  return (await services().people.get(userId)) !== undefined;
}

/** Tells the others at once; without this they would notice by the silence only. */
async function sayGoodbye(mark: string): Promise<void> {
  const { presenceMarks, live, now } = services();
  const presence = presenceMarks.open(mark);
  if (!presence) return;
  const { sessionId, clientId, person } = presence;
  const frame: PresenceFrame = { kind: 'presence', state: 'left', clientId, person, at: now() };
  await live.publish(streamGroup(sessionId), frame);
}
