import { describe, expect } from 'vitest';
import { noBrowser } from '../support/browser.ts';
import { browserTest } from '../support/browser-test.ts';

const test = browserTest(({ user }) =>
  user.startsWith('Answer with the word') ? { text: 'Yes.' } : undefined,
);

describe.skipIf(noBrowser)('the pages around sessions', () => {
  test('let a person in by a code alone, and go on to what was wanted', async ({ visit, page }) => {
    const { consoleUrl } = visit.service;
    await page.goto(`${consoleUrl}/settings`);
    await page.getByLabel('Name', { exact: true }).fill('Grace');
    await page.getByLabel('Email address').fill('grace@example.com');
    await page.getByRole('button', { name: 'Invite' }).click();
    const address = page.getByLabel('One-time address');
    await address.waitFor();
    const [, code = ''] = /\/#code=(\S+)$/.exec(await address.inputValue()) ?? [];

    const guest = await visit.strangersPage();
    await guest.goto(`${consoleUrl}/sessions`);
    await guest.getByRole('heading', { name: 'Sign in to Harvest' }).waitFor();
    await guest.getByLabel('One-time code').fill('wrong');
    await guest.getByRole('button', { name: 'Sign in' }).click();
    await guest.getByText('This sign-in code is not valid').waitFor();
    await guest.getByLabel('One-time code').fill(code);
    await guest.getByRole('button', { name: 'Sign in' }).click();
    await guest.waitForURL(`${consoleUrl}/sessions`);
    await guest.getByText('No sessions yet').waitFor();

    const people = page.getByRole('list', { name: 'People' });
    await people.getByText('grace@example.com').waitFor();
    await people.getByRole('button', { name: 'Remove Grace' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => people.getByRole('listitem').count()).toBe(1);
    await guest.reload();
    await guest.getByRole('heading', { name: 'Sign in to Harvest' }).waitFor();
  });

  test('add a repository, or say why not, and keep its variables secret', async ({
    visit,
    page,
  }) => {
    await page.goto(`${visit.service.consoleUrl}/repositories`);
    await page.getByRole('button', { name: 'Add repository' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a repository' });
    const source = dialog.getByLabel('Path or address');
    await source.fill('/nowhere/at/all');
    await source.press('Enter');
    await dialog.getByRole('alert').waitFor();
    await source.fill(visit.repository.directory);
    await source.press('Enter');
    await page.waitForURL('**/repositories/*');
    await page.getByText('The default branch has none.').nth(1).waitFor();

    const field = page.getByLabel('Set variables');
    await field.fill('no equals sign');
    await page.getByText('Line 1: this is not NAME=value.').waitFor();
    await field.fill('TOKEN=swordfish-4711\nMODE=test');
    await page.getByRole('button', { name: 'Save 2 variables' }).click();
    const names = page.getByRole('list', { name: 'Environment variables' });
    await names.getByText('TOKEN', { exact: true }).waitFor();
    expect(await page.content()).not.toContain('swordfish');
    await names.getByRole('button', { name: 'Remove MODE' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => names.getByRole('listitem').count()).toBe(1);

    await page.reload();
    await names.getByText('TOKEN', { exact: true }).waitFor();
    expect(await names.getByRole('listitem').count()).toBe(1);
  });

  test('test a model, and remember what is preferred', async ({ visit, page }) => {
    await page.goto(`${visit.service.consoleUrl}/settings`);
    const models = page.getByRole('list', { name: 'Models' });
    await models.getByRole('button', { name: 'Test Default model' }).click();
    await models.getByText('Answered in').waitFor();

    await page.getByRole('switch', { name: 'Less motion' }).click();
    await page.locator('html[data-motion=reduced]').waitFor({ state: 'attached' });
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).click();
    await page.getByRole('tab', { name: 'Dark' }).click();
    await page.reload();
    await page.locator('html.dark[data-motion=reduced]').waitFor({ state: 'attached' });

    await page.getByRole('switch', { name: 'Single-key shortcuts', checked: false }).waitFor();
    const help = page.getByRole('dialog', { name: 'Keyboard' });
    await page.keyboard.press('?');
    expect(await help.count()).toBe(0);
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).click();
    await page.keyboard.press('?');
    await help.waitFor();
  });

  test('tell a person who looks elsewhere that a run has ended', async ({ visit, page }) => {
    const { consoleUrl } = visit.service;
    await page.addInitScript(lookElsewhere);
    await page.goto(`${consoleUrl}/settings`);
    await page.context().grantPermissions(['notifications'], { origin: consoleUrl });
    await page.reload();
    await page.getByText('On. Your browser’s settings for this page turn them off.').waitFor();

    const sessionId = await visit.startSession('Say hello', [{ text: 'Hello.' }]);
    await page.waitForFunction(() => shown.length > 0);
    const notices = await page.evaluate(() => shown.map(({ title, body }) => ({ title, body })));
    expect(notices).toEqual([{ title: 'Say hello', body: 'Done.' }]);
    await page.evaluate(() => shown[0]?.dispatchEvent(new Event('click')));
    await page.waitForURL(visit.addressOf(sessionId));
  });
});

/** What the browser has shown, in the page. */
declare const shown: Notification[];

/** In the page: keeps each notification that is made, and says that another window has the focus. */
function lookElsewhere(): void {
  const made: Notification[] = [];
  Object.assign(window, {
    shown: made,
    Notification: class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        this.addEventListener('show', () => made.push(this));
      }
    },
  });
  document.hasFocus = () => false;
}
