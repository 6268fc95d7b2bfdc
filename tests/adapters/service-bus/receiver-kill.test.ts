import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ServiceBusClient } from '@azure/service-bus';
import { afterEach, expect, it } from 'vitest';
import { ServiceBusPromptQueue } from '../../../adapters/queue/service-bus.ts';
import type { Delivery } from '../../conformance/prompt-queue.ts';
import { startFakeServiceBus } from '../../fakes/service-bus/fake-service-bus.ts';
import { SessionReceiver } from './session-receiver.ts';

const main = fileURLToPath(new URL('receiver-process.ts', import.meta.url));
let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

it('delivers again, and in order, what a killed receiver had begun, and nothing that it had done', async () => {
  const fake = await startFakeServiceBus();
  const { connectionString } = fake;
  const queue = new ServiceBusPromptQueue({ queue: 'prompts', access: { connectionString } });
  const bodies = { first: 'go', second: 'hang', third: 'go' };
  await queue.send(
    Object.entries(bodies).map(([messageId, body]) => ({ sessionId: 's', messageId, body })),
  );

  child = fork(main, [connectionString], { execArgv: [] });
  const reported: Array<Pick<Delivery, 'messageId' | 'deliveryCount'>> = [];
  child.on('message', (message) => reported.push(message as Delivery));
  await expect.poll(() => reported.at(-1)?.messageId, { timeout: 60_000 }).toBe('second');
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  expect(reported.map(({ messageId }) => messageId)).toEqual(['first', 'second']);

  const handled: Delivery[] = [];
  const receiver = new SessionReceiver(new ServiceBusClient(connectionString), {
    queue: 'prompts',
    slots: 1,
    handler: async (delivery) => void handled.push(delivery),
  });
  await fake.queue.idle();
  expect(handled.map(({ messageId, deliveryCount }) => [messageId, deliveryCount])).toEqual([
    ['second', 2],
    ['third', 1],
  ]);
  receiver.stop();
  await queue.close();
  await fake.close();
}, 90_000);
