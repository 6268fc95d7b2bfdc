import { beforeEach, expect, it } from 'vitest';
import { services } from '../../adapters/services.ts';
import type { StoredSession } from '../../core/stored-session.ts';
import { checkWatch } from '../../functions/check-watch.ts';
import { startIdleWatch } from '../../orchestrations/activities/idle-watches.ts';
import { Instances } from './support/instances.ts';
import { servicesInMemory } from './support/services-in-memory.ts';
import { currentRun, storedSession } from './support/stored-session.ts';

const sessionId = 'ses_0000000001';
const sandboxId = 'sbx_0000000001';
const afterRunId = 'run_0000000009';
const watch = `${sessionId}.idle-${afterRunId}`;

servicesInMemory();

let instances: Instances;
beforeEach(() => {
  instances = new Instances();
});

async function checked(over: Partial<StoredSession>, id = sandboxId) {
  const { sandboxRecords, documents } = services();
  await sandboxRecords.begin(id, sessionId, 0);
  const session = storedSession(sessionId, { sandboxId, idleSince: { afterRunId }, ...over });
  await documents.put('sessions', sessionId, session);
  await checkWatch(instances.client, id);
  return instances.started.map((started) => started.instanceId);
}

it('watches an idle sandbox again when its watch is gone, under the name that it had', async () => {
  const idle = { sessionId, sandboxId, afterRunId };
  expect(await startIdleWatch(instances.client, idle)).toBe(watch);
  expect(await checked({})).toEqual([watch]);
  instances.end(watch);
  expect(await checked({})).toEqual([watch, watch]);
  const [first, second] = instances.started;
  expect(second).toEqual(first);
  expect(await checked({})).toEqual([watch, watch]);
});

it('watches nothing that works, that is not its session’s, or of which nobody knows', async () => {
  expect(await checked({ run: currentRun, idleSince: null })).toEqual([]);
  expect(await checked({ sandboxId: null })).toEqual([]);
  expect(await checked({}, 'sbx_0000000002')).toEqual([]);
  await services().documents.delete('sessions', sessionId);
  await checkWatch(instances.client, sandboxId);
  await checkWatch(instances.client, 'sbx_0000000003');
  expect(instances.started).toEqual([]);
});

it('watches a run that waits for an answer, too', async () => {
  const idleSince = { runId: currentRun.runId, questionId: 'que_000001' };
  await checked({ run: currentRun, idleSince });
  expect(instances.started).toMatchObject([
    { name: 'idle-watch', instanceId: `${sessionId}.idle-que_000001`, input: idleSince },
  ]);
});
