import { expect, it } from 'vitest';
import { queueLimit } from '../../contracts/api.ts';
import { Actor, colleague, enqueueOf, promptId, promptOf } from './support/actor.ts';
import { SessionWalk } from './support/session-walk.ts';

const steps = 1_000;

function checkAgreement({ state, view, history }: Actor): void {
  expect(view.lastSeq).toBe(history.length);
  expect(view.title).toBe(state.title);
  expect(view.archived).toBe(state.archived);
  expect(view.queue).toEqual(state.queue.map((waiting) => waiting.promptId));
  const running = [...view.runs.values()].filter(
    (run) => run.state === 'running' || run.state === 'stopping',
  );
  expect(running.map(({ runId, state: now }) => [runId, now])).toEqual(
    state.run ? [[state.run.runId, state.run.stopping ? 'stopping' : 'running']] : [],
  );
  const alive = [...view.sandboxes.values()].filter((sandbox) => sandbox.state === 'running');
  expect(alive.map((sandbox) => sandbox.sandboxId)).toEqual(
    state.sandboxId ? [state.sandboxId] : [],
  );
}

function checkState({ state, waiting }: Actor): void {
  const places = [...waiting, ...state.done, ...(state.run ? [state.run.promptId] : [])];
  expect(new Set(places).size).toBe(places.length);
  expect(waiting.length).toBeLessThanOrEqual(queueLimit);
  if (!state.run) expect(waiting).toEqual([]);
  if (state.parking) expect(state.sandboxId).not.toBeNull();
  // A run that rests is nowhere, or in what is just being parked.
  if (state.run?.restedIn && state.sandboxId)
    expect(state).toMatchObject({ parking: true, sandboxId: state.run.restedIn });
}

it.each([1, 2, 3, 4, 5, 6])('keeps its promises on random walk %i', (seed) => {
  const walk = new SessionWalk(seed);
  const { actor } = walk;
  for (let step = 0; step < steps; step += 1) {
    walk.step();
    checkState(actor);
    checkAgreement(actor);
  }
  walk.drain();
  checkAgreement(actor);

  const idsOf = (...types: string[]): string[] =>
    actor.history.flatMap(({ type, data }) =>
      types.includes(type) && 'promptId' in data ? [data.promptId] : [],
    );
  const ended = idsOf('prompt.cancelled', 'run.finished');
  expect(ended.toSorted()).toEqual(idsOf('prompt.queued').toSorted());
  expect(idsOf('run.started').toSorted()).toEqual(idsOf('run.finished').toSorted());
  expect(walk.seen).toEqual(
    new Set(
      ['enqueue', 'steered', 'claim', 'change', 'cancel', 'stop', 'finish', 'lost'].concat([
        'occupy',
        'sandboxGone',
        'park',
        'parked',
        'asked',
        'replied',
        'unanswered',
        'rename',
        'archive',
      ]),
    ),
  );
});

it('stays far below 64 KB with the longest ids and a full queue', () => {
  const actor = new Actor();
  const author = { ...colleague, id: 'i'.repeat(80) };
  const model = `provider/${'m'.repeat(120)}`;
  const long = (n: number): string => `${promptId(n)}${'z'.repeat(22)}`;
  const enqueue = (n: number): void => {
    const prompt = promptOf(n, { promptId: long(n), author, model, effort: 'medium' });
    actor.ask(enqueueOf(prompt));
  };
  enqueue(0);
  for (let n = 1; n <= 300; n += 1) {
    enqueue(n);
    actor.ask({ type: 'cancel', promptId: long(n), by: author });
  }
  for (let n = 301; n <= 400; n += 1) enqueue(n);
  expect(actor.state.queue).toHaveLength(queueLimit);
  expect(JSON.stringify(actor.state).length).toBeLessThan(32 * 1024);
});
