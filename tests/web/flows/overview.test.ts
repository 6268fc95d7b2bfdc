import { describe, expect, test } from 'vitest';
import { noBrowser } from '../support/browser.ts';
import { findings, overflows } from '../support/page-checks.ts';
import { visit } from '../support/visit.ts';

describe.skipIf(noBrowser)('the pages around sessions', () => {
  test('add a repository, or say why not, and keep its variables secret', async () => {
    await using v = await visit();
    const { page, service, repository } = v;
    await page.goto(`${service.consoleUrl}/repositories`);
    await page.getByRole('button', { name: 'Add repository' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a repository' });
    const source = dialog.getByLabel('Path or address');
    await source.fill('/nowhere/at/all');
    await source.press('Enter');
    await dialog.getByRole('alert').waitFor();
    await source.fill(repository.directory);
    await source.press('Enter');
    await page.waitForURL('**/repositories/*');
    await page.getByText('The default branch has none.').waitFor();

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
    expect(v.misdeeds).toEqual({ errors: [], foreign: [] });
  }, 240_000);

  test('test a model, invite a person once, and remember what is preferred', async () => {
    await using v = await visit(() => ({ text: 'Yes.' }));
    const { page, service } = v;
    await page.goto(`${service.consoleUrl}/settings`);
    await page
      .getByRole('button', { name: /^Test / })
      .first()
      .click();
    await page.getByText(/^Answered in /).waitFor();

    await page.getByLabel('Name', { exact: true }).fill('Grace');
    await page.getByLabel('Email address').fill('grace@example.com');
    await page.getByRole('button', { name: 'Invite' }).click();
    const address = page.getByLabel('One-time address');
    await address.waitFor();
    expect(await address.inputValue()).toMatch(/\/#code=\S+$/);
    const people = page.getByRole('list', { name: 'People' });
    await people.getByText('grace@example.com').waitFor();
    await people.getByRole('button', { name: 'Remove Grace' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => people.getByRole('listitem').count()).toBe(1);

    await page.getByRole('switch', { name: 'Less motion' }).click();
    await page.locator('html[data-motion=reduced]').waitFor();
    await page.getByRole('tab', { name: 'Dark' }).click();
    await page.reload();
    await page.locator('html.dark[data-motion=reduced]').waitFor();
    expect(v.misdeeds).toEqual({ errors: [], foreign: [] });
  }, 240_000);

  test('count a run, and are accessible and fit a phone, light and dark', async () => {
    await using v = await visit();
    const { page, service } = v;
    await page.goto(`${service.consoleUrl}/stats`);
    await page.getByText('Nothing ran in this time').waitFor();
    await v.open('Look around', [{ text: 'Nothing to see.' }]);
    await page.getByRole('group', { name: 'Outcome of the run' }).waitFor({ timeout: 300_000 });
    await page.goto(`${service.consoleUrl}/stats`);
    const outcomes = page.getByRole('table', { name: 'Runs by outcome' });
    await outcomes.waitFor();
    await expect.poll(() => outcomes.locator('td:nth-of-type(1)').allInnerTexts()).toContain('1');
    await page.locator('canvas').first().waitFor();
    await page.getByRole('tab', { name: '24 hours' }).click();
    await expect.poll(() => outcomes.getByRole('row').count()).toBeGreaterThan(20);

    const { items } = await service.api.call('listRepositories', { query: {} });
    const paths = [
      '/repositories',
      `/repositories/${items[0]?.repositoryId}`,
      '/stats',
      '/settings',
    ];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 844 });
        for (const path of paths) {
          await page.goto(service.consoleUrl + path);
          await page.getByRole('main').waitFor();
          await page.getByLabel(/(is|are) loading$/).waitFor({ state: 'detached' });
          const found = { path, width, colorScheme, serious: await findings(page) };
          expect(found).toMatchObject({ serious: [] });
          expect({ path, width, overflows: await overflows(page) }).toMatchObject({
            overflows: false,
          });
        }
      }
    }
    expect(v.misdeeds).toEqual({ errors: [], foreign: [] });
  }, 600_000);
});
