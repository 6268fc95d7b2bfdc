import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { stopOnSignals } from '../../embedded/stop-signals.ts';

function service() {
  const emitter = new EventEmitter();
  const stopping = Promise.withResolvers<void>();
  const seen = { stops: 0, exits: [] as Array<[number, unknown]>, now: 0 };
  const stop = (): Promise<void> => {
    seen.stops += 1;
    return stopping.promise;
  };
  stopOnSignals(
    emitter,
    stop,
    (code, error) => seen.exits.push([code, error]),
    () => seen.now,
  );
  return { emitter, stopping, seen };
}

it('ends in order, once, however often one Ctrl-C arrives', async () => {
  const { emitter, stopping, seen } = service();
  emitter.emit('SIGINT');
  seen.now = 400;
  emitter.emit('SIGINT');
  emitter.emit('SIGTERM');
  expect(seen).toMatchObject({ stops: 1, exits: [] });
  stopping.resolve();
  await stopping.promise;
  expect(seen).toMatchObject({ stops: 1, exits: [[0, undefined]] });
});

it('ends at once when asked again', () => {
  const { emitter, seen } = service();
  emitter.emit('SIGTERM');
  seen.now = 1_000;
  emitter.emit('SIGINT');
  expect(seen).toMatchObject({ stops: 1, exits: [[130, undefined]] });
});

it('says why it could not end in order', async () => {
  const { emitter, stopping, seen } = service();
  emitter.emit('SIGTERM');
  const error = new Error('the disk');
  stopping.reject(error);
  await stopping.promise.catch(() => {});
  expect(seen.exits).toEqual([[1, error]]);
});
