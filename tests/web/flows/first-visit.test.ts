import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { Service } from '../../flows/support/service.ts';
import { launchBrowser, noBrowser, openSignedIn, watchMisdeeds } from '../support/browser.ts';

describe.skipIf(noBrowser)('a first visit', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test('leads from the printed address to a finished run, with nothing loaded from elsewhere', async () => {
    await using service = await Service.start();
    const context = await browser.newContext();
    const misdeeds = watchMisdeeds(context, service.consoleUrl);
    const page = await context.newPage();
    await openSignedIn(page, service);
    expect(page.url()).toBe(`${service.consoleUrl}/`);

    await page.getByRole('button', { name: 'Make the failing test pass.' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('article', { name: 'Prompt of Ada' }).waitFor();
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    const outcome = page.getByRole('group', { name: 'Outcome of the run' });
    await outcome.waitFor({ timeout: 300_000 });
    expect(await outcome.innerText()).toMatch(/Done[^]*1 file/);
    await page.getByRole('button', { name: /^Edited/ }).waitFor();

    await page.reload();
    await outcome.waitFor();
    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    await page.getByRole('listitem').filter({ hasText: 'Make the failing test pass.' }).waitFor();
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  }, 400_000);

  test('without the code asks to sign in, and goes on to the page that was wanted', async () => {
    await using service = await Service.start();
    const page = await browser.newPage();
    await page.goto(`${service.consoleUrl}/sessions`);
    await page.getByRole('heading', { name: 'Sign in to Harvest' }).waitFor();

    await page.getByLabel('One-time code').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This sign-in code is not valid').waitFor();

    const [, code = ''] = /#code=(\S+)/.exec(service.output) ?? [];
    await page.getByLabel('One-time code').fill(code);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${service.consoleUrl}/sessions`);
    await page.getByText('No sessions yet').waitFor();
  }, 60_000);
});
