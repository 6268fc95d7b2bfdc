import { createPinia, setActivePinia } from 'pinia';
import { expect, test } from 'vitest';
import type { ToolPart } from '../../../contracts/parts.ts';
import ToolBlock from '../../../web-nuxt/app/components/ToolBlock.vue';
import { mountInApp } from './support/mount-in-app.ts';

const call: ToolPart = {
  id: 'prt_1',
  type: 'tool',
  tool: 'bash',
  status: 'completed',
  input: { command: 'npm test' },
  output: 'all \u001b[32mgreen\u001b[0m \u202egnp.exe',
  exitCode: 0,
  durationMs: 1_500,
};

function show(part: Partial<ToolPart> = {}) {
  setActivePinia(createPinia());
  const { wrapper } = mountInApp(ToolBlock, { part: { ...call, ...part } });
  return { wrapper, header: wrapper.get('button[aria-expanded]') };
}

test('a command is told in a line, and unfolds to its output as plain text', async () => {
  const { wrapper, header } = show();
  expect(header.text()).toMatch(/Ran\s*npm test\s*1\.5/);
  expect(wrapper.text()).not.toContain('green');
  await header.trigger('click');
  expect(header.attributes('aria-expanded')).toBe('true');
  expect(wrapper.text()).toContain('all green gnp.exe');
});

test('a failure shows its exit code and its reason', async () => {
  const { wrapper, header } = show({ status: 'error', exitCode: 2, error: 'No such file' });
  expect(header.text()).toContain('exit 2');
  await header.trigger('click');
  expect(wrapper.text()).toContain('No such file');
});

test('a small change is shown unfolded, a large one is not', () => {
  const diff = '--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-old\n+new\n';
  const input = { filePath: 'a.txt' };
  const small = show({ tool: 'edit', input, diff });
  expect(small.header.attributes('aria-expanded')).toBe('true');
  expect(small.wrapper.text()).toContain('new');
  const large = show({ tool: 'edit', input, diff: diff + '+more\n'.repeat(40) });
  expect(large.header.attributes('aria-expanded')).toBe('false');
});

test('of a long output the middle is left out until it is asked for', async () => {
  const output = `${'a'.repeat(8_000)}MIDDLE${'b'.repeat(8_000)}`;
  const { wrapper, header } = show({ output });
  await header.trigger('click');
  expect(wrapper.text()).not.toContain('MIDDLE');
  const more = wrapper.findAll('button').find((each) => each.text() === 'Show all 16 kB');
  await more?.trigger('click');
  expect(wrapper.text()).toContain('MIDDLE');
});
