import { expect, test } from 'vitest';
import { Message } from '../../../embedded/web-pubsub/message.ts';
import { UnackedMessages } from '../../../embedded/web-pubsub/unacked-messages.ts';

const message = (data: unknown) => new Message({ from: 'server' }, { dataType: 'json', data });
const numbers = (unacked: UnackedMessages) => [...unacked.entries()].map(([id]) => id);

test('numbers messages from 1 and keeps them in order while it grows and wraps', () => {
  const unacked = new UnackedMessages();
  const sent = Array.from({ length: 100 }, (_, index) => message(index));
  for (const [index, each] of sent.entries()) {
    expect(unacked.push(each)).toBe(index + 1);
    if (index % 3 === 0) unacked.acknowledge(index / 3);
  }
  expect(unacked.count).toBe(67);
  expect([...unacked.entries()]).toEqual(sent.map((each, index) => [index + 1, each]).slice(33));
});

test('counts the bytes of what it keeps', () => {
  const unacked = new UnackedMessages();
  const [short, long] = [message('ä'), message('x'.repeat(1_000))];
  unacked.push(short);
  unacked.push(long);
  expect(unacked.bytes).toBe(short.bytes + long.bytes);
  unacked.acknowledge(1);
  expect(unacked.bytes).toBe(long.bytes);
  unacked.acknowledge(2);
  expect(unacked.bytes).toBe(0);
});

test('an acknowledgement may repeat, come late, or name what was never sent', () => {
  const unacked = new UnackedMessages();
  for (let count = 0; count < 5; count++) unacked.push(message(count));
  unacked.acknowledge(3);
  unacked.acknowledge(3);
  unacked.acknowledge(1);
  expect(numbers(unacked)).toEqual([4, 5]);
  unacked.acknowledge(1_000_000);
  expect(numbers(unacked)).toEqual([]);
  expect(unacked.push(message('next'))).toBe(6);
});
