import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { equalSecrets } from '../identity/signed.ts';

/** The query parameter of a live address that comes back with the events of its connection. */
export const markParameter = 'mark';

/**
 * What Web PubSub tells of a connection: that somebody asks for it, that it is open, that it has
 * ended. `mark` is that of the address it was made by, and `userId` the user to whom that was
 * granted, if any.
 */
export type ConnectionEvent = {
  type: 'connect' | 'connected' | 'disconnected';
  mark: string | undefined;
  userId: string | undefined;
};

const typePrefix = 'azure.webpubsub.sys.';

const ConnectBody = z.object({ query: z.record(z.string(), z.array(z.string())).default({}) });
const State = z.object({ mark: z.string().optional() });

export type ConnectionEventsOptions = {
  /** Host of the one service whose events are taken, as it names itself. */
  host: string;
  /** A key of the service, with which it signs. Without one no event is believed. */
  key: string | undefined;
};

/** Reads events that a Web PubSub service sends over HTTP, in the form of CloudEvents. */
export class ConnectionEvents {
  readonly #options: ConnectionEventsOptions;

  constructor(options: ConnectionEventsOptions) {
    this.#options = options;
  }

  /** Whether to answer yes when a service asks if its events are wanted here. */
  wants(origins: string | null): boolean {
    const asked = (origins ?? '').split(',').map((origin) => origin.trim().toLowerCase());
    return asked.includes(this.#options.host);
  }

  /**
   * Whether the service has signed for the connection. It signs with each of its two keys, so that
   * one can be renewed; the signature is over the connection's id alone.
   */
  isSigned(headers: Headers): boolean {
    const { key } = this.#options;
    const connectionId = headers.get('ce-connectionId');
    if (key === undefined || !connectionId) return false;
    const expected = `sha256=${createHmac('sha256', key).update(connectionId).digest('hex')}`;
    const given = (headers.get('ce-signature') ?? '').split(',');
    return given.some((each) => equalSecrets(each.trim().toLowerCase(), expected));
  }

  /** The event of a request; undefined for one that is not asked for or not understood. */
  read(headers: Headers, body: unknown): ConnectionEvent | undefined {
    const userId = headers.get('ce-userId') ?? undefined;
    switch (headers.get('ce-type')) {
      case `${typePrefix}connect`: {
        const parsed = ConnectBody.safeParse(body);
        if (!parsed.success) return undefined;
        return { type: 'connect', mark: parsed.data.query[markParameter]?.[0], userId };
      }
      case `${typePrefix}connected`:
        return { type: 'connected', mark: markOf(headers.get('ce-connectionState')), userId };
      case `${typePrefix}disconnected`:
        return { type: 'disconnected', mark: markOf(headers.get('ce-connectionState')), userId };
      default:
        return undefined;
    }
  }

  /** What to answer to `connect`, so that the mark comes back with the connection's other events. */
  answer({ mark }: Pick<ConnectionEvent, 'mark'>): Record<string, string> {
    if (mark === undefined) return {};
    const state = Buffer.from(JSON.stringify({ mark })).toString('base64');
    return { 'ce-connectionState': state };
  }
}

function markOf(state: string | null): string | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(state ?? '', 'base64').toString());
    return State.safeParse(json).data?.mark;
  } catch {
    return undefined;
  }
}
