import http from 'node:http';
import net from 'node:net';

/**
 * Runs `start`, in which the library creates the HTTP server it wants requests to be proxied to,
 * and returns that server without letting it listen.
 *
 * On Azure the host and the worker are two processes with a loopback hop in between; the
 * library's server would also listen on every interface, without authentication. In one process
 * a request can be handed over as the objects it is: `server.emit('request', req, res)`.
 */
export async function captureStreamServer<T>(
  start: () => Promise<T>,
): Promise<{ result: T; server: http.Server | undefined }> {
  const { listen } = net.Server.prototype;
  const captured: { server: http.Server | undefined } = { server: undefined };
  net.Server.prototype.listen = function (this: net.Server, ...args: unknown[]): net.Server {
    const [callback] = args;
    if (args.length !== 1 || typeof callback !== 'function' || !(this instanceof http.Server)) {
      return Reflect.apply(listen, this, args);
    }
    captured.server = this;
    this.once('listening', () => Reflect.apply(callback, this, []));
    // Any port but 0: for 0 the library would look for a free one by listening again.
    this.address = () => ({ address: '127.0.0.1', family: 'IPv4', port: 1 });
    process.nextTick(() => this.emit('listening'));
    return this;
  };
  try {
    return { result: await start(), ...captured };
  } finally {
    net.Server.prototype.listen = listen;
  }
}
