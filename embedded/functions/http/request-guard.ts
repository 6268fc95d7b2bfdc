import type { IncomingMessage } from 'node:http';

export type GuardOptions = {
  port: number;
  /** Further values of `Host` to accept, e.g. `harvest.example` or `10.0.2.2:7071`. */
  allowedHosts?: readonly string[];
  /** Further values of `Origin` to accept, e.g. `chrome-extension://…`. */
  allowedOrigins?: readonly string[];
};

/**
 * The name that browsers open. It leads to this machine like `localhost`, but its cookies are not
 * sent to whatever else listens on 127.0.0.1.
 */
export const consoleHost = 'harvest.localhost';

/** Why a request is refused, as a sentence; nothing when it may pass. */
export type Guard = (request: IncomingMessage) => string | undefined;

/**
 * Accepts requests that are meant for this host and come from its own pages or from no page.
 * Listening on the loopback interface alone does not keep web pages away: a page anywhere can
 * send requests to 127.0.0.1, and with a name that resolves to it even read the answers.
 */
export function createGuard({ port, allowedHosts = [], allowedOrigins = [] }: GuardOptions): Guard {
  const own = [consoleHost, '127.0.0.1', 'localhost', '[::1]'].flatMap((name) =>
    port === 80 ? [name, `${name}:80`] : [`${name}:${port}`],
  );
  const hosts = new Set([...own, ...allowedHosts].map((host) => host.toLowerCase()));
  const origins = new Set([
    ...own.map((host) => `http://${host}`),
    ...allowedHosts.flatMap((host) => [`http://${host}`, `https://${host}`]),
    ...allowedOrigins,
  ]);
  return ({ headers: { host = '', origin } }) => {
    if (!hosts.has(host.toLowerCase())) return `This service does not answer for host "${host}".`;
    if (origin !== undefined && !origins.has(origin)) {
      return `This service does not answer pages of "${origin}".`;
    }
    return undefined;
  };
}
