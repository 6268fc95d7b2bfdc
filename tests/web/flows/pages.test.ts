import { describe, expect } from 'vitest';
import { noBrowser } from '../support/browser.ts';
import { browserTest } from '../support/browser-test.ts';
import { findings, overflows, tabTo } from '../support/page-checks.ts';

const hostile = [
  '<script>document.title = "owned"</script><img src="https://evil.example/a.png" onerror="alert(1)">',
  '![tracker](https://evil.example/pixel.gif) [press](javascript:alert(1))',
  `\u001b[31mred\u001b[0m \u202egnp.exe`,
  '```html\n<iframe src="https://evil.example"></iframe>\n```',
  'x'.repeat(1_000_000),
].join('\n\n');

const test = browserTest(({ user }) =>
  user.includes('Be hostile') ? { text: hostile } : undefined,
).extend('session', { scope: 'file' }, ({ visit }) =>
  visit.startSession('Look around', [
    {
      reasoning: 'I look first.',
      calls: [{ name: 'bash', args: { command: 'ls > list.txt', description: 'List' } }],
    },
    {
      text: '# Found\n\n- a `README.md`\n\n```ts\nconst a = 1; // one\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |',
    },
  ]),
);

describe.skipIf(noBrowser)('the pages', () => {
  test('have no serious accessibility findings and fit a phone, light and dark', async ({
    visit,
    page,
    session,
  }) => {
    await page.goto(visit.addressOf(session));
    const outcome = page.getByRole('group', { name: 'Outcome of the run' });
    await outcome.filter({ hasText: 'Done' }).waitFor();
    const { items } = await visit.service.api.call('listRepositories', { query: {} });
    const shown = {
      '/': 'Recent sessions',
      '/sessions': 'Look around',
      [`/sessions/${session}`]: 'Found',
      [`/sessions/${session}/changes`]: '0 of 1 viewed',
      [`/sessions/${session}/files`]: 'README.md',
      '/repositories': 'Repositories',
      [`/repositories/${items[0]?.repositoryId}`]: 'The default branch has none.',
      '/stats': 'Runs by outcome',
      '/settings': 'People',
      '/no/such/page': 'There is no page at this address',
    };
    for (const [path, words] of Object.entries(shown)) {
      await page.goto(visit.service.consoleUrl + path);
      await page.getByRole('main').getByText(words).first().waitFor();
      await page.getByLabel(/(is|are) loading$/).waitFor({ state: 'detached' });
      for (const [colorScheme, width] of [['light', 1280] as const, ['dark', 390] as const]) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.locator(`html.${colorScheme}`).waitFor({ state: 'attached' });
        await page.setViewportSize({ width, height: 844 });
        const found = await findings(page);
        expect({ path, colorScheme, found }).toEqual({ path, colorScheme, found: [] });
        expect({ path, width, overflows: await overflows(page) }).toMatchObject({
          overflows: false,
        });
      }
    }
  });

  test('show an invited person settings without what the owner alone may see', async ({
    visit,
  }) => {
    const body = { name: 'Bob', email: 'bob@example.com' };
    const { url } = await visit.service.api.call('invite', { body });
    const bob = await visit.strangersPage();
    const refused: string[] = [];
    bob.on('response', (answer) => {
      if (answer.status() === 403) refused.push(answer.url());
    });
    await bob.goto(url);
    await bob.getByRole('heading', { name: 'What should be done?' }).waitFor();
    await bob.goto(`${visit.service.consoleUrl}/settings`);
    await bob.getByRole('main').getByText('bob@example.com').waitFor();
    await bob.getByLabel(/(is|are) loading$/).waitFor({ state: 'detached' });
    expect(refused).toEqual([]);
    expect(await visit.leave()).toEqual([]);
  });

  test('count what ran', async ({ visit, page, session }) => {
    await page.goto(visit.addressOf(session));
    await page.getByRole('group', { name: 'Outcome of the run' }).waitFor();
    await page.goto(`${visit.service.consoleUrl}/stats`);
    const outcomes = page.getByRole('table', { name: 'Runs by outcome' });
    await expect.poll(() => outcomes.locator('td:nth-of-type(1)').allInnerTexts()).toContain('1');
    await page.locator('canvas').first().waitFor();
    await page.getByRole('tab', { name: '24 hours' }).click();
    await expect.poll(() => outcomes.getByRole('row').count()).toBeGreaterThan(20);
  });

  test('can be used by the keyboard alone', async ({ visit, page, session }) => {
    const { keyboard } = page;
    await page.goto(visit.service.consoleUrl);
    await page.getByPlaceholder('Describe a change').press('Escape');
    await keyboard.press('Shift+?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await keyboard.press('g');
    await keyboard.press('s');
    await page.waitForURL('**/sessions');
    await keyboard.press('c');
    await page.getByRole('heading', { name: 'What should be done?' }).waitFor();
    await keyboard.press('Control+k');
    await page.getByPlaceholder('Go to a page or a session').waitFor();
    await keyboard.type('Look around');
    await page.getByRole('option', { name: 'Look around' }).waitFor();
    await keyboard.press('Enter');
    await page.waitForURL(`**/${session}`);

    const tool = page.getByRole('region', { name: 'Tool call: Ran' }).getByRole('button');
    await tabTo(tool);
    await keyboard.press('Enter');
    await page.locator('pre', { hasText: /^ls > list\.txt$/ }).waitFor();
    await keyboard.press('/');
    await keyboard.insertText('Say it again\n```script\n[{"text":"Found again."}]\n```');
    await keyboard.press('Enter');
    await page.getByText('Found again.', { exact: true }).waitFor();
  });

  test('show hostile model output as harmless text, and load nothing from elsewhere', async ({
    visit,
    page,
  }) => {
    const id = await visit.startSession('Be hostile', []);
    await page.goto(visit.addressOf(id));
    await page.getByRole('group', { name: 'Outcome of the run' }).waitFor();
    await page.getByText('<script>document.title').waitFor();
    await page.getByText('red gnp.exe').waitFor();
    expect(await page.title()).toContain('Be hostile');
    expect(await page.locator('a[href^="javascript"], [role=region] iframe').count()).toBe(0);
    expect(await overflows(page)).toBe(false);
  });
});
