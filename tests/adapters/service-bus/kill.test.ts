import { ServiceBusClient } from '@azure/service-bus';
import { afterEach, expect, it } from 'vitest';
import { ServiceBusPromptQueue } from '../../../adapters/queue/service-bus.ts';
import { connectionStringFor } from '../../fakes/service-bus/fake-service-bus.ts';
import { KillableFake } from '../../fakes/killable-fake.ts';
import { SessionReceiver } from './session-receiver.ts';

const fake = new KillableFake('service-bus');
afterEach(() => fake.remove());

it('loses no prompt and keeps their order while the queue is killed again and again', async () => {
  await fake.start();
  const connectionString = connectionStringFor(fake.port);
  const handled: string[] = [];
  const receive = (): SessionReceiver =>
    new SessionReceiver(new ServiceBusClient(connectionString), {
      queue: 'prompts',
      slots: 3,
      handler: async ({ messageId }) => {
        handled.push(messageId);
      },
    });
  const access = { connectionString };
  const queue = new ServiceBusPromptQueue({ queue: 'prompts', access, deadlineMs: 2_000 });
  let killing = true;
  const send = async (sessionId: string): Promise<string[]> => {
    const sent: string[] = [];
    for (let n = 0; killing || n < 20; n += 1) {
      const messageId = `${sessionId}/${n}`;
      // As a client does that was not answered: the same prompt again, under its id.
      for (let accepted = false; !accepted;)
        accepted = await queue.send([{ sessionId, messageId, body: n }]).then(
          () => true,
          () => false,
        );
      sent.push(messageId);
    }
    return sent;
  };
  const sessions = ['a', 'b'];
  const sending = Promise.all(sessions.map((session) => send(session)));
  let receiver = receive();
  for (let kills = 0; kills < 3; kills += 1) {
    const before = handled.length;
    await expect.poll(() => handled.length, { timeout: 30_000 }).toBeGreaterThan(before + 3);
    receiver.stop();
    await fake.kill();
    await fake.start();
    receiver = receive();
  }
  killing = false;
  const sent = await sending;
  const unique = (): string[] => [...new Set(handled)];
  await expect.poll(() => unique().length, { timeout: 30_000 }).toBe(sent.flat().length);
  for (const [index, session] of sessions.entries())
    expect(unique().filter((id) => id.startsWith(`${session}/`))).toEqual(sent[index]);
  // At least once, but not once more for each time that a send was repeated.
  expect(handled.length - unique().length).toBeLessThanOrEqual(3 * sessions.length);
  receiver.stop();
  await queue.close();
}, 120_000);
