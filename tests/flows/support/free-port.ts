import { once } from 'node:events';
import { createServer } from 'node:net';

// Below what systems take for outgoing connections: a sandbox that calls a service which is down
// could otherwise be given the service's own port, and then be connected to itself.
const lowest = 20_000;
const highest = 32_000;

/** A free port on 127.0.0.1 that stays free while its service is down for a moment. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
