import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { Interrupts } from '../../cli/interrupts.ts';

test('a Ctrl-C that arrives twice at once is one, and a later one is another', async () => {
  const emitter = new EventEmitter();
  let now = 1_000;
  const interrupts = new Interrupts(emitter, () => now);
  let pressed = 0;
  await interrupts.handledBy(
    () => (pressed += 1),
    async () => {
      emitter.emit('SIGINT');
      emitter.emit('SIGINT');
      expect(pressed).toBe(1);
      now += 600;
      emitter.emit('SIGINT');
      expect(pressed).toBe(2);
    },
  );
  expect(interrupts.signal.aborted).toBe(false);
});
