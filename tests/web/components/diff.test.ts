import { expect, test } from 'vitest';
import DiffTable from '../../../web-nuxt/app/components/DiffTable.vue';
import { parseDiff } from '../../../web-nuxt/app/changes/parse-diff.ts';
import { mountInApp } from './support/mount-in-app.ts';
import { ada, openSession, sessionId } from './support/open-session.ts';

const head = 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n';
const edited = `${head}@@ -1,2 +1,2 @@\n same\n-the old words\n+the new words\n`;

function show(diff: string, split = false) {
  const { tell } = openSession([]);
  const [file] = parseDiff(diff);
  return { ...mountInApp(DiffTable, { file, split }), tell };
}

test('words that changed are marked, beside each other when split', () => {
  for (const split of [false, true]) {
    const { wrapper } = show(edited, split);
    const marked = wrapper.findAll('.rounded-xs').map((each) => each.text());
    expect(marked).toEqual(['old', 'new']);
    expect(wrapper.findAll('tbody tr:has([data-line])')).toHaveLength(split ? 2 : 3);
  }
});

test('a line is commented on, and what others say about it stands below it', async () => {
  const { wrapper, calls, press, write, tell } = show(edited);
  await press('Comment on added line 2');
  await write('Comment on line 2 of a.txt', 'Why?');
  await wrapper.get('form').trigger('submit');
  const file = { path: 'a.txt', side: 'new', line: 2 } as const;
  expect(calls).toMatchObject([
    { path: `/api/sessions/${sessionId}/comments`, body: { text: 'Why?', file } },
  ]);
  tell([{ type: 'comment.added', data: { commentId: 'cmt_1', text: 'So.', author: ada, file } }]);
  await wrapper.vm.$nextTick();
  expect(wrapper.get('[aria-label="Comment of Ada"]').text()).toContain('So.');
});

test('the agent is asked for a change with the line it is about', async () => {
  const { calls, press, write } = show(edited);
  await press('Comment on deleted line 2');
  await write('Comment on line 2 of a.txt', 'Keep it');
  await press('Ask for this change');
  expect(calls[0]?.path).toBe(`/api/sessions/${sessionId}/prompts`);
  expect(calls[0]?.body).toMatchObject({
    mode: 'queue',
    text: expect.stringMatching(/a\.txt[^]*the old words[^]*Keep it/),
  });
});

test('arrow keys go from line to line, and a long file is shown in steps', async () => {
  const lines = Array.from({ length: 510 }, (_, index) => `+${index}\n`).join('');
  const { wrapper, press } = show(`${head}@@ -0,0 +1,510 @@\n${lines}`);
  const table = wrapper.get('table');
  await table.trigger('keydown', { key: 'ArrowDown' });
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Comment on added line 1');
  expect(wrapper.findAll('[data-line]')).toHaveLength(500);
  await press('Show 10 more of 10 lines');
  expect(wrapper.findAll('[data-line]')).toHaveLength(510);
});
