import { expect, it } from 'vitest';
import { type Delivery, inOrder } from '../../../embedded/durable/messages.ts';

const event = (seq: number, at: number): Delivery => ({
  seq,
  at,
  message: { kind: 'event', name: 'e', input: null },
});
const timer = (seq: number, at: number): Delivery => ({
  seq,
  at,
  message: { kind: 'timer', execution: 'x', task: seq, fireAt: at },
});
const order = (...deliveries: Delivery[]) => inOrder(deliveries).map(({ seq }) => seq);

it('keeps the order of arrival', () => {
  expect(order(event(1, 10), event(2, 11))).toEqual([1, 2]);
});

it('keeps the order of arrival even when the clock has gone back', () => {
  expect(order(event(1, 10), event(2, 5), event(3, 7))).toEqual([1, 2, 3]);
});

it('puts timers where they fell due, not where they were set', () => {
  expect(order(timer(1, 30), event(2, 20), timer(3, 25), event(4, 40))).toEqual([2, 3, 1, 4]);
});

it('lets an event win that came in the very moment a timer fell due', () => {
  expect(order(timer(1, 20), event(2, 20))).toEqual([2, 1]);
});
