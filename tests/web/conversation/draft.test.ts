import { expect, test } from 'vitest';
import { emptyDraft, readDraft } from '../../../web-nuxt/app/conversation/draft.ts';

test('a draft is read as it was kept', () => {
  const draft = { ...emptyDraft, text: 'Half a thought', mode: 'steer' };
  expect(readDraft(JSON.stringify(draft))).toEqual(draft);
});

test.each(['', '{', '{"text":7}', 'null'])('what is no draft is an empty one: %s', (kept) => {
  expect(readDraft(kept)).toEqual(emptyDraft);
});
