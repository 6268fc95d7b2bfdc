import { describe, expect, test } from 'vitest';
import { noBrowser } from '../support/browser.ts';
import { findings, overflows } from '../support/page-checks.ts';
import { visit } from '../support/visit.ts';

const hostile = [
  '<script>document.title = "owned"</script><img src="https://evil.example/a.png" onerror="alert(1)">',
  '![tracker](https://evil.example/pixel.gif) [press](javascript:alert(1))',
  `\u001b[31mred\u001b[0m \u202egnp.exe`,
  '```html\n<iframe src="https://evil.example"></iframe>\n```',
  'x'.repeat(1_000_000),
].join('\n\n');

describe.skipIf(noBrowser)('the pages', () => {
  test('show hostile model output as harmless text, and load nothing from elsewhere', async () => {
    await using v = await visit(() => ({ text: hostile }));
    const { page } = v;
    await v.open('Be hostile', []);
    const outcome = page.getByRole('group', { name: 'Outcome of the run' });
    await outcome.waitFor({ timeout: 300_000 });
    await page.getByText('<script>document.title').waitFor();
    await page.getByText('red gnp.exe').waitFor();
    expect(await page.title()).toContain('Be hostile');
    expect(await page.locator('a[href^="javascript"], [role=region] iframe').count()).toBe(0);
    expect(await overflows(page)).toBe(false);
    expect(v.misdeeds).toEqual({ errors: [], foreign: [] });
  }, 600_000);

  test('have no serious accessibility findings and fit a phone, light and dark', async () => {
    await using v = await visit();
    const { page, service } = v;
    await v.open('Look around', [
      {
        reasoning: 'I look first.',
        calls: [{ name: 'bash', args: { command: 'ls', description: 'List' } }],
      },
      {
        text: '# Found\n\n- a `README.md`\n\n```ts\nconst a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |',
      },
    ]);
    await page.getByRole('group', { name: 'Outcome of the run' }).waitFor({ timeout: 300_000 });
    const session = new URL(page.url()).pathname;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 844 });
        for (const path of ['/', '/sessions', session]) {
          await page.goto(service.consoleUrl + path);
          await page.getByText('Look around').first().waitFor();
          expect({ path, width, colorScheme, serious: await findings(page) }).toMatchObject({
            serious: [],
          });
          expect({ path, width, overflows: await overflows(page) }).toMatchObject({
            overflows: false,
          });
        }
      }
    }
  }, 600_000);

  test('can be used by the keyboard alone', async () => {
    await using v = await visit();
    const { page } = v;
    await page.getByPlaceholder('Describe a change').press('Escape');
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL('**/sessions');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'What should be done?' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Go to a page or a session').waitFor();
    await page.keyboard.type('Stats');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/stats');
  }, 60_000);
});
