import { beforeEach, expect, it } from 'vitest';
import { services } from '../../adapters/services.ts';
import { checkRun } from '../../functions/check-run.ts';
import { signalNames } from '../../orchestrations/signals.ts';
import { Instances } from './support/instances.ts';
import { servicesInMemory } from './support/services-in-memory.ts';
import { currentRun, instanceId, storedSession } from './support/stored-session.ts';

const sessionId = 'ses_0000000001';
const sandboxId = 'sbx_0000000001';
const running = storedSession(sessionId, { status: 'running', run: currentRun, sandboxId });

servicesInMemory();

let instances: Instances;
beforeEach(async () => {
  instances = new Instances();
  await services().documents.put('sessions', sessionId, running);
});

it('starts what nobody carries again, under the id by which the actor knows it', async () => {
  await checkRun(instances.client, running, 0);
  await checkRun(instances.client, running, 0);
  expect(instances.started).toMatchObject([
    { name: 'run-prompt', instanceId, input: { kind: 'claimed', sessionId } },
  ]);
});

it('leaves alone a run that has ended since it was listed, and one that another carries', async () => {
  const { documents } = services();
  await documents.put('sessions', sessionId, storedSession(sessionId));
  await checkRun(instances.client, running, 0);
  const next = { ...currentRun, instanceId: 'another' };
  await documents.put('sessions', sessionId, { ...running, run: next });
  await checkRun(instances.client, running, 0);
  await documents.delete('sessions', sessionId);
  await checkRun(instances.client, running, 0);
  expect(instances.started).toEqual([]);
});

it('tells a run of its stop, and of a sandbox that is gone, whoever failed to', async () => {
  instances.begin(instanceId);
  await checkRun(instances.client, running, 0);
  expect(instances.raised).toEqual([]);
  await checkRun(instances.client, { ...running, status: 'stopping' }, 0);
  await services().sandboxRecords.begin(sandboxId, sessionId, 0);
  await services().sandboxRecords.change(sandboxId, { created: true });
  await checkRun(instances.client, running, services().clock());
  await checkRun(instances.client, running, 0);
  expect(instances.raised).toEqual([
    { instanceId, name: signalNames.stop },
    { instanceId, name: signalNames.lost(sandboxId) },
  ]);
  expect(instances.started).toEqual([]);
});

it('wakes a run when all has been said that it waits for, and lets it rest until then', async () => {
  instances.begin(instanceId);
  const resting = { ...running, run: { ...currentRun, restedIn: sandboxId } };
  await services().sandboxRecords.change(sandboxId, { created: true });
  await checkRun(instances.client, { ...resting, status: 'waiting', openQuestions: 1 }, 0);
  expect(instances.raised).toEqual([]);
  await checkRun(instances.client, resting, 0);
  expect(instances.raised).toEqual([{ instanceId, name: signalNames.woken(sandboxId) }]);
});

it('tells a run that rests of its stop, too, whose question stays open until it ends', async () => {
  instances.begin(instanceId);
  const resting = { ...running, run: { ...currentRun, restedIn: sandboxId } };
  await checkRun(instances.client, { ...resting, status: 'stopping', openQuestions: 1 }, 0);
  expect(instances.raised).toEqual([{ instanceId, name: signalNames.stop }]);
});
