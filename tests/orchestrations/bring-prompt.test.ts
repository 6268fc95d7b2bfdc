import { expect, test } from 'vitest';
import type { Prompt } from '../../core/session-commands.ts';
import { bringPrompt } from '../../orchestrations/bring-prompt.ts';
import { signalNames } from '../../orchestrations/signals.ts';
import { Driven } from './support/driven.ts';

const sessionId = 'ses_0000000001';
const sandboxId = 'sbx_0000000001';
const author = { id: 'ann', name: 'Ann' };
const prompt: Prompt = { promptId: 'prm_0000000002', text: 'Be brief', author, mode: 'steer' };
const steer = { ok: true, action: 'steer', runId: 'run_0000000001', sandboxId };

/** Brings a prompt that no turn takes; its actor answers so, one after the other. */
function bring(answers: readonly object[]): Driven {
  const left = [...answers];
  const driven = new Driven(({ name }) => {
    if (name === 'enqueue') return left.shift();
    return name === 'steer-run' ? { steered: false } : undefined;
  }, []);
  const input = { kind: 'new', sessionId, prompt, defaultModel: 'a/b' } as const;
  driven.run(bringPrompt(driven.context, input));
  return driven;
}

test('what steers a run that comes to rest meanwhile wakes it', () => {
  const sleeper = { instanceId: 'sleeping', restedIn: sandboxId };
  const { asked } = bring([steer, { ok: true, action: 'wake', sleeper }]);
  expect(asked.at(-1)).toEqual({
    name: 'raise-signal',
    input: { instanceId: 'sleeping', name: signalNames.woken(sandboxId) },
  });
});

test('what steers a turn that is over waits for a run of its own', () => {
  const { asked } = bring([steer, steer, { ok: true, action: 'queued' }]);
  expect(asked.map(({ name }) => name)).toEqual(['enqueue', 'steer-run', 'enqueue', 'enqueue']);
  expect(asked.at(-1)?.input).toMatchObject({ prompt: { mode: 'queue' } });
});
