import { expect, it } from 'vitest';
import { NewPrompt, NewSession, PromptChange } from '../../contracts/api.ts';

const takers = {
  'a new prompt': (text: string) => NewPrompt.safeParse({ text }),
  'the prompt of a new session': (text: string) =>
    NewSession.safeParse({ repository: 'sample', prompt: { text } }),
  'a changed prompt': (text: string) => PromptChange.safeParse({ text }),
};

it.each(Object.entries(takers))('%s holds text, not any string', (_, take) => {
  expect(take('Fix it.\r\n\tNow, 🌾!\u001b').success).toBe(true);
  expect(take('Fix\0it').error?.issues[0]?.message).toContain('NUL');
  expect(take('Fix \ud83c').error?.issues[0]?.message).toContain('surrogate');
});
