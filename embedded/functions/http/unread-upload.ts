import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long a client may go on with an upload that nobody reads. */
const patienceMs = 2_000;

/**
 * Lets a client that has its answer finish its upload, of which nothing is kept. Otherwise a
 * handler that refuses an upload half way would leave a stalled connection behind. Cutting it at
 * once is no way out: the client's system would drop the answer before the client has read it.
 */
export function discardUnreadUpload(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  // A handler that leaves its loop over the body destroys the request, and Node parts it from
  // its socket for that. The rest of the upload would then block the connection.
  const destroy = request.destroy.bind(request);
  request.destroy = (error) => {
    request.socket = socket;
    return request.complete || socket.destroyed ? destroy(error) : request;
  };
  response.once('finish', () => {
    if (request.complete) return;
    // The handler's reader is still waiting for more, and would keep the stream from flowing.
    request.removeAllListeners('readable');
    request.resume();
    const cut = (): void => {
      if (!request.complete) socket.destroy();
    };
    setTimeout(cut, patienceMs).unref();
  });
}
