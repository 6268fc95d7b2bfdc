import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network between a client and a server on this machine, which fails when a test says so. */
export type CutProxy = {
  port: number;
  /** Breaks every connection off. New ones are taken. */
  cut(): void;
  /** From now on what the server says does not arrive, on these connections. */
  swallowAnswers(): void;
  /** Resolves with the next bytes that the client sends. */
  nextRequest(): Promise<void>;
  close(): Promise<void>;
};

/** Passes what comes to its port on to `port`, byte for byte. */
export async function startCutProxy(port: number): Promise<CutProxy> {
  const sockets = new Set<Socket>();
  const servers = new Set<Socket>();
  let onRequest = (): void => {};
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    servers.add(upstream);
    client.on('data', () => onRequest());
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true).pipe(other);
      // Whatever ends one side ends the other, which is all that an error here means.
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        servers.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    swallowAnswers() {
      for (const upstream of servers) upstream.unpipe().resume();
    },
    nextRequest: () =>
      new Promise((resolve) => {
        onRequest = resolve;
      }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}
