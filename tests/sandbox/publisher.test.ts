import { expect, test } from 'vitest';
import type { Changes } from '../../contracts/events.ts';
import { Publisher } from '../../sandbox/supervisor/publisher.ts';

const author = { id: 'ada', name: 'Ada' };
const request = (runId: string) => ({ runId, message: 'Do it', author });
const changes = (commit: string): Changes => ({
  branch: 'harvest/task',
  commit,
  files: 1,
  additions: 1,
  deletions: 0,
});

/** A publisher whose work ends when the test says so. */
function publisherAtWork() {
  const started: Array<{ runId: string; done: PromiseWithResolvers<Changes> }> = [];
  const publisher = new Publisher(({ runId }) => {
    const done = Promise.withResolvers<Changes>();
    started.push({ runId, done });
    return done.promise;
  });
  return { publisher, started, runs: () => started.map(({ runId }) => runId) };
}

test('who asks again for a run that is being published gets the same outcome', async () => {
  const { publisher, started, runs } = publisherAtWork();
  const both = [publisher.publish(request('run_a')), publisher.publish(request('run_a'))];
  await Promise.resolve();
  started[0]?.done.resolve(changes('c1'));
  expect(await Promise.all(both)).toEqual([changes('c1'), changes('c1')]);
  expect(runs()).toEqual(['run_a']);

  const later = publisher.publish(request('run_a'));
  await Promise.resolve();
  expect(runs()).toEqual(['run_a', 'run_a']);
  started[1]?.done.resolve(changes('c1'));
  expect(await later).toEqual(changes('c1'));
});

test('another run waits for its turn, also behind one that failed', async () => {
  const { publisher, started, runs } = publisherAtWork();
  const first = publisher.publish(request('run_a'));
  const second = publisher.publish(request('run_b'));
  await Promise.resolve();
  expect(runs()).toEqual(['run_a']);
  started[0]?.done.reject(new Error('no network'));
  await expect(first).rejects.toThrow('no network');
  await expect.poll(runs).toEqual(['run_a', 'run_b']);
  started[1]?.done.resolve(changes('c2'));
  expect(await second).toEqual(changes('c2'));
});
