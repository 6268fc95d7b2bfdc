import { expect, it } from 'vitest';
import { services } from '../../adapters/services.ts';
import type { StoredSession } from '../../core/stored-session.ts';
import { checkAnswer } from '../../functions/check-answer.ts';
import { signalNames } from '../../orchestrations/signals.ts';
import { Instances } from './support/instances.ts';
import { servicesInMemory } from './support/services-in-memory.ts';
import { currentRun, instanceId, storedSession } from './support/stored-session.ts';

const sessionId = 'ses_0000000001';
const restedIn = 'sbx_0000000001';

servicesInMemory();

/** Since when, by the settings, a run has waited for long enough; and half of that. */
function times() {
  const { clock, settings } = services();
  const before = (ms: number): string => new Date(clock() - ms).toISOString();
  return { long: before(settings.answerMs + 1_000), short: before(settings.answerMs / 2) };
}

async function checked(instances: Instances, since: Partial<NonNullable<StoredSession['run']>>) {
  const run = { ...currentRun, restedIn, ...since };
  const updatedAt = times().long;
  const session = storedSession(sessionId, { status: 'waiting', openQuestions: 1, run, updatedAt });
  await checkAnswer(instances.client, session);
  return instances;
}

it('asks the actor of a run that has waited too long, and tells whoever carries it', async () => {
  const limitMs = services().settings.answerMs;
  const ended = await checked(new Instances({ ok: true, instanceId }), {
    waitingSince: times().long,
  });
  const command = { type: 'unanswered', runId: currentRun.runId, limitMs };
  expect(ended.started).toMatchObject([{ name: 'command', input: { sessionId, command } }]);
  expect(ended.raised).toEqual([{ instanceId, name: signalNames.stop }]);
});

it('leaves the last word to the actor, and asks it where an old row does not say since when', async () => {
  for (const answer of [
    { ok: true, instanceId: null },
    { ok: false, code: 'session_unknown' },
  ]) {
    const asked = await checked(new Instances(answer), {});
    expect(asked.started).toHaveLength(1);
    expect(asked.raised).toEqual([]);
  }
});

it('does not trouble the actor of a run that may wait on', async () => {
  const waiting = await checked(new Instances(), { waitingSince: times().short });
  await checkAnswer(waiting.client, storedSession(sessionId));
  expect(waiting.started).toEqual([]);
});
