import { beforeEach, expect, test } from 'vitest';
import type { EventBody } from '../../contracts/events.ts';
import { noUsage } from '../../contracts/usage.ts';
import { PartStream } from '../../sandbox/supervisor/part-stream.ts';
import { StateStore } from '../../sandbox/supervisor/state-store.ts';
import { Turn } from '../../sandbox/supervisor/turn.ts';
import { promptMessage, ScriptedOpencode } from './support/scripted-opencode.ts';

const runId = 'run_0123456789';
const task = { id: 'prm_0123456789', text: 'Do it.', pictures: [] };
const more = { id: 'prm_0123456790', text: 'And this.', pictures: [] };

let opencode: ScriptedOpencode;
let events: EventBody[];
let memory: StateStore;
let diskIsFull: boolean;

beforeEach(() => {
  opencode = new ScriptedOpencode();
  events = [];
  diskIsFull = false;
  memory = new StateStore(':memory:', 'sbx_0123456789');
});

function newTurn(said = [task]): Turn {
  return new Turn({
    agent: opencode.agent,
    run: { runId, model: 'rehearsal/rehearsal-1' },
    said,
    memory,
    limits: { setupMs: 1, cloneMs: 1, orphanMs: 1, maxRetryWaitMs: 1_000, maxCompactions: 2 },
    stream: new PartStream(runId, () => {}),
    onEvent: (event) => events.push(event),
    isDiskFull: async () => diskIsFull,
  });
}

test('a turn that is stopped before it begins prompts nothing', async () => {
  const turn = newTurn();
  turn.abort('stopped');
  expect(await turn.run()).toMatchObject({ outcome: 'stopped' });
  expect(opencode.requests).not.toContain('POST prompt_async');
});

test('a prompt that is taken up after the stop is aborted, too', async () => {
  let looks = 0;
  let working = false;
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') turn.abort('stopped');
    if (request === 'GET status') {
      looks += 1;
      if (looks === 3) {
        working = true;
        opencode.status = { type: 'busy' };
      }
    }
    if (request === 'POST abort' && working) {
      working = false;
      opencode.status = { type: 'idle' };
      opencode.reply({ error: { name: 'MessageAbortedError', data: { message: 'Aborted' } } });
    }
  };
  const turn = newTurn();
  expect(await turn.run()).toMatchObject({ outcome: 'stopped' });
  expect(looks).toBeGreaterThan(3);
  expect(working).toBe(false);
});

test('a stop is confirmed although the prompt is never taken up', async () => {
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') turn.abort('stopped');
  };
  const turn = newTurn();
  expect(await turn.run()).toMatchObject({ outcome: 'stopped' });
  expect(opencode.requests.filter((request) => request === 'POST prompt_async')).toHaveLength(1);
});

test('a stop is confirmed by killing an agent that does not answer', async () => {
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') turn.abort('stopped');
    else throw new TypeError('fetch failed');
  };
  const turn = newTurn();
  expect(await turn.run()).toMatchObject({ outcome: 'stopped' });
  expect(opencode.alive).toBe(false);
});

test('an agent that died between two runs is started again', async () => {
  opencode.alive = false;
  opencode.onRequest = (request) => {
    expect(opencode.alive).toBe(true);
    if (request === 'POST prompt_async') setImmediate(() => opencode.idle());
    if (request === 'GET status') opencode.reply({ finish: 'stop' });
  };
  expect(await newTurn().run()).toMatchObject({ outcome: 'completed' });
});

test('a prompt that is steered in while the one before is judged is answered, too', async () => {
  let steered: Promise<boolean> | undefined;
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') setImmediate(() => opencode.idle());
    if (request === 'GET status')
      opencode.reply({ finish: 'stop' }, steered ? 'Second.' : 'First.');
    if (request === 'GET message') steered ??= turn.steer(more);
  };
  const turn = newTurn();
  expect(await turn.run()).toMatchObject({ outcome: 'completed', summary: 'Second.' });
  expect(await steered).toBe(true);
  expect(await turn.steer(more)).toBe(false);
});

test('a prompt that is steered in is not judged by the error of the one before', async () => {
  let steered: Promise<boolean> | undefined;
  let looks = 0;
  opencode.onRequest = (request) => {
    if (request === 'GET message') steered ??= turn.steer(more);
    if (request === 'POST prompt_async') {
      if (!steered) opencode.fail({ name: 'UnknownError', data: { message: 'no such model' } });
      setImmediate(() => opencode.idle());
    }
    if (request === 'GET status') looks += 1;
    // The second is taken up a moment after it has been stored.
    if (request === 'GET status' && looks === 3) opencode.reply({ finish: 'stop' }, 'Second.');
  };
  const turn = newTurn();
  expect(await turn.run()).toMatchObject({ outcome: 'completed', summary: 'Second.' });
});

test('what another sandbox was told is said with the task, and not to an agent that has heard it', async () => {
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') setImmediate(() => opencode.idle());
    if (request === 'GET status') opencode.reply({ finish: 'stop' });
  };
  await newTurn([task, more]).run();
  expect(opencode.said).toEqual(['Do it.\n\nAnd this.']);

  const latest = { id: 'prm_0123456791', text: 'That, too.', pictures: [] };
  await newTurn([task, more, latest]).run();
  await newTurn([task, more, latest]).run();
  const interrupted = expect.stringContaining('continue with the task.');
  const withLatest = expect.stringMatching(/continue with the task\.\n\nThat, too\.$/);
  expect(opencode.said.slice(1)).toEqual([withLatest, interrupted]);
  expect(opencode.said.at(-1)).not.toContain('That, too.');

  // A sandbox that was restored from an older snapshot.
  opencode.messages = [];
  await newTurn([task, more]).run();
  expect(opencode.said.at(-1)).toBe('Do it.\n\nAnd this.');
});

test('a prompt that is steered in before the task has been said comes after it', async () => {
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') setImmediate(() => opencode.idle());
    if (request === 'GET status' && opencode.said.length === 2) opencode.reply({ finish: 'stop' });
  };
  const turn = newTurn();
  const ended = turn.run();
  const steered = turn.steer(more);
  expect(await ended).toMatchObject({ outcome: 'completed' });
  expect(await steered).toBe(true);
  expect(opencode.said).toEqual(['Do it.', 'And this.']);
});

test('a prompt is not steered in twice, also when an earlier sandbox was told', async () => {
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') setImmediate(() => opencode.idle());
    if (request === 'GET status') opencode.reply({ finish: 'stop' });
  };
  await newTurn([task, more]).run();
  let steered: Promise<boolean> | undefined;
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') setImmediate(() => opencode.idle());
    if (request === 'GET status') steered ??= turn.steer(more);
    if (request === 'GET status') opencode.reply({ finish: 'stop' });
  };
  const turn = newTurn();
  await turn.run();
  expect(await steered).toBe(true);
  expect(opencode.said).toHaveLength(2);
});

test('an agent that dies when the answer is complete has completed it', async () => {
  let judged = false;
  opencode.onRequest = (request) => {
    if (judged) throw new TypeError('fetch failed');
    if (request === 'POST prompt_async') setImmediate(() => opencode.idle());
    if (request === 'GET status') opencode.reply({ finish: 'stop' }, 'Done.');
    if (request === 'GET message') judged = true;
  };
  expect(await newTurn().run()).toMatchObject({ outcome: 'completed', summary: '' });
  expect(events).toMatchObject([{ type: 'part.finished', data: { part: { text: 'Done.' } } }]);
});

test('what a turn has said is told although what it has used cannot be found out', async () => {
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') setImmediate(() => opencode.idle());
    if (request === 'GET status') opencode.reply({ finish: 'stop' }, 'Done.');
    if (request === 'GET children') throw new TypeError('fetch failed');
  };
  expect(await newTurn().run()).toMatchObject({ summary: 'Done.', usage: noUsage });
  expect(events).toMatchObject([{ type: 'part.finished', data: { part: { text: 'Done.' } } }]);
});

test('of a long conversation only the end is read, and all of a long turn', async () => {
  opencode.messages = Array.from({ length: 100 }, (_, n) => promptMessage(`msg_0${n}`));
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') setImmediate(() => opencode.idle());
    if (request !== 'GET status' || opencode.messages.length > 101) return;
    for (let n = 1; n < 40; n += 1) opencode.reply({ finish: 'tool-calls' }, `Step ${n}.`);
    opencode.reply({ finish: 'stop' }, 'Done.');
  };
  expect(await newTurn().run()).toMatchObject({ outcome: 'completed', summary: 'Done.' });
  const texts = events.flatMap((event) =>
    event.type === 'part.finished' && event.data.part.type === 'text' ? [event.data.part.text] : [],
  );
  expect(texts).toHaveLength(40);
  // Two pages to judge the turn, two to account for it.
  expect(opencode.requests.filter((request) => request === 'GET message')).toHaveLength(2 + 1 + 2);
});

test('compacting again and again is fine as long as the model answers in between', async () => {
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') {
      for (let round = 0; round < 5; round += 1) {
        opencode.compact();
        opencode.updated({ finish: 'tool-calls' });
      }
      setImmediate(() => opencode.idle());
    }
    if (request === 'GET status') opencode.reply({ finish: 'stop' });
  };
  expect(await newTurn().run()).toMatchObject({ outcome: 'completed' });
  expect(opencode.requests).not.toContain('POST abort');
});

test('compacting again and again without an answer in between is given up', async () => {
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') {
      opencode.status = { type: 'busy' };
      for (let round = 0; round < 3; round += 1) opencode.compact();
    }
    if (request === 'POST abort') {
      opencode.status = { type: 'idle' };
      opencode.reply({ error: { name: 'MessageAbortedError', data: { message: 'Aborted' } } });
    }
  };
  expect(await newTurn().run()).toMatchObject({ failure: { code: 'context_overflow' } });
});

test.each([
  [false, 'no_answer'],
  [true, 'storage_full'],
])('an answer that was broken off without a word, on a full disk: %s', async (full, code) => {
  diskIsFull = full;
  opencode.onRequest = (request) => {
    if (request === 'POST prompt_async') opencode.reply({ time: { created: 1 } });
  };
  expect(await newTurn().run()).toMatchObject({ outcome: 'failed', failure: { code } });
});
