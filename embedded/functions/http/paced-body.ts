import type { ServerResponse } from 'node:http';
import { ReadableStream } from 'node:stream/web';

/**
 * A response body that is read no faster than the client takes it, and cancelled when the client
 * goes away. The library writes a body without looking at the socket: without this a large
 * download would pile up in memory and an event stream would outlive its reader.
 */
export function pacedBody(
  source: ReadableStream | AsyncIterable<unknown>,
  response: ServerResponse,
): ReadableStream {
  const stream = source instanceof ReadableStream ? source : ReadableStream.from(source);
  const reader = stream.getReader();
  const abandon = (): void => {
    reader.cancel(new Error('The client went away.')).catch(() => {
      // The source failed before; whoever reads it hears of that.
    });
  };
  if (response.destroyed) abandon();
  else response.once('close', abandon);
  return new ReadableStream(
    {
      async pull(controller) {
        // An event stream may be silent for long; its reader wants to know that it is open.
        if (!response.headersSent) response.flushHeaders();
        if (response.writableNeedDrain) await drainedOrClosed(response);
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function drainedOrClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
