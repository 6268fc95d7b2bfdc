import type { SessionEvent } from '../../contracts/events.ts';
import type { Frame } from '../../contracts/frames.ts';
import type { ApiClient } from '../api-client.ts';
import { LiveConnection, type LiveMessage } from './live-connection.ts';
import { Mailbox } from './mailbox.ts';
import { readHistory } from './read-history.ts';
import { patientRead } from './patient-read.ts';

export type SessionUpdate =
  | { kind: 'event'; event: SessionEvent }
  | { kind: 'frame'; frame: StreamFrame };
/** What a run streams; who else looks on is not shown in a terminal. */
export type StreamFrame = Exclude<Frame, { kind: 'events' | 'presence' }>;

/** Live messages may be lost without a trace, so history is read after a silence too. */
const silenceMs = 5_000;
const pollMs = 1_000;

/**
 * Everything that happens in a session after event `after`: each durable event exactly once and in
 * order, and between them what is live only. Ends when the signal is aborted.
 *
 * @throws ApiError when the service refuses to show the session
 * @throws UnreachableError when the service is away for longer than a restart takes
 */
export async function* followSession(
  api: ApiClient,
  sessionId: string,
  { after = 0, signal }: { after?: number; signal: AbortSignal },
): AsyncGenerator<SessionUpdate> {
  const mailbox = new Mailbox<LiveMessage>();
  const live = new LiveConnection(api, sessionId, (message) => mailbox.put(message));
  let lastSeq = after;

  async function* missing(): AsyncGenerator<SessionUpdate> {
    const pages = patientRead(() => readHistory(api, sessionId, lastSeq, signal), signal);
    for await (const event of pages) {
      lastSeq = event.seq;
      yield { kind: 'event', event };
    }
  }

  try {
    yield* missing();
    while (!signal.aborted) {
      const message = await mailbox.take(live.up ? silenceMs : pollMs, signal);
      const frame = message?.kind === 'frame' ? message.frame : undefined;
      if (frame?.kind === 'presence') continue;
      if (frame && frame.kind !== 'events') {
        yield { kind: 'frame', frame };
      } else if (frame) {
        for (const event of frame.events) {
          if (event.seq > lastSeq + 1) yield* missing();
          if (event.seq !== lastSeq + 1) continue;
          lastSeq = event.seq;
          yield { kind: 'event', event };
        }
      } else yield* missing();
    }
  } finally {
    await live.close();
  }
}
