import { bearerToken, checkToken, type Claims } from './access-token.ts';

const reliableProtocol = 'json.reliable.webpubsub.azure.v1';
const plainProtocol = 'json.webpubsub.azure.v1';

/** What a client that asks for a WebSocket is to get. */
export type Handshake =
  | { kind: 'connect'; claims: Claims; reliable: boolean; query: URLSearchParams }
  | { kind: 'recover'; connectionId: string; reconnectionToken: string }
  | { kind: 'reject'; status: 400 | 401 | 404; message: string };

export type HandshakeRequest = {
  /** Path and query as in the request line. */
  url: string;
  /** The header `sec-websocket-protocol`. */
  protocols: string | undefined;
  /** The header `authorization`, an alternative to the query's `access_token`. */
  authorization: string | undefined;
};

/** The first subprotocol that both sides speak. */
export function chooseProtocol(offered: Iterable<string>): string | undefined {
  for (const protocol of offered) {
    if (protocol === reliableProtocol || protocol === plainProtocol) return protocol;
  }
  return undefined;
}

/** @param now milliseconds since the epoch */
export function decideHandshake(
  request: HandshakeRequest,
  hub: string,
  accessKey: string,
  now: number,
): Handshake {
  const url = URL.parse(request.url, 'http://hub');
  if (url?.pathname !== `/client/hubs/${encodeURIComponent(hub)}`) {
    return { kind: 'reject', status: 404, message: `This service has the hub '${hub}' only.` };
  }
  const offered = (request.protocols ?? '').split(',').map((protocol) => protocol.trim());
  const protocol = chooseProtocol(offered);
  if (!protocol) {
    const message = `Offer the subprotocol ${reliableProtocol} or ${plainProtocol}.`;
    return { kind: 'reject', status: 400, message };
  }
  const reliable = protocol === reliableProtocol;
  const connectionId = url.searchParams.get('awps_connection_id');
  if (reliable && connectionId !== null) {
    // The reconnection token is the proof here: the access token may have expired meanwhile.
    const reconnectionToken = url.searchParams.get('awps_reconnection_token') ?? '';
    return { kind: 'recover', connectionId, reconnectionToken };
  }
  const token = url.searchParams.get('access_token') ?? bearerToken(request.authorization) ?? '';
  const check = checkToken(token, accessKey, url.pathname, now);
  if (check.ok) return { kind: 'connect', claims: check.claims, reliable, query: url.searchParams };
  return { kind: 'reject', status: 401, message: `The access token is refused: ${check.reason}.` };
}
