import { join } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { EventType, type HistoryEvent } from '../../embedded/durable/history.ts';
import { startWorker } from '../../embedded/functions/start-worker.ts';
import type { Worker } from '../../embedded/functions/worker.ts';
import { recordedHistories, type RecordedHistory } from './recorded-history.ts';
import { replayRecorded } from './replay-recorded.ts';

const recorded = recordedHistories();
let worker: Worker;

beforeAll(async () => {
  worker = await startWorker({ appDirectory: join(import.meta.dirname, 'app'), log: () => {} });
});

test.each([...recorded])('%s goes on under the code of today', async (_, history) => {
  expect(await replayRecorded(worker, history)).toBeUndefined();
});

test('every orchestrator has a recorded history', () => {
  const registered = [...worker.functions.values()]
    .filter(({ trigger }) => trigger.type === 'orchestrationTrigger')
    .map(({ name }) => name);
  const kept = new Set([...recorded.values()].map(({ orchestrator }) => orchestrator));
  expect([...kept].sort()).toEqual(registered.sort());
});

describe('a replay', () => {
  const original = [...recorded.values()].find(({ orchestrator }) => orchestrator === 'idle-watch');

  /** The differences that a run shows when its history says `change` of it. */
  function differences(change: (history: HistoryEvent[]) => HistoryEvent[]) {
    if (!original) throw new Error('There is no recorded idle-watch.');
    const changed: RecordedHistory = {
      ...original,
      history: change(structuredClone(original.history)),
    };
    return replayRecorded(worker, changed);
  }

  it('finds another activity in the place of one', async () => {
    const found = await differences((history) => {
      const task = history.find((event) => event.EventType === EventType.taskScheduled);
      if (task) Object.assign(task, { Name: 'formerActivity' });
      return history;
    });
    expect(found).toMatch(/activity 'formerActivity' and is now activity '/);
  });

  it('finds another operation of the same entity', async () => {
    const found = await differences((history) =>
      history.map((event) =>
        event.EventType === EventType.eventSent
          ? { ...event, Input: event.Input.replace('"op":"park"', '"op":"rest"') }
          : event,
      ),
    );
    expect(found).toMatch(/was 'rest' of entity '@session@.+' and is now 'park' of/);
  });

  it('finds what was not asked for before', async () => {
    const found = await differences((history) =>
      history.filter((event) => event.EventType !== EventType.taskScheduled),
    );
    expect(found).toMatch(/one thing more, activity '/);
  });

  it('finds an end that comes too early', async () => {
    const found = await differences((history) => [
      ...history,
      ...history.filter((event) => event.EventType === EventType.orchestratorStarted).slice(-1),
    ]);
    expect(found).toContain('it was waiting and is now completed.');
  });
});
