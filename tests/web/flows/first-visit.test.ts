import { describe, expect, test } from 'vitest';
import { GitRepository } from '../../flows/support/git-repository.ts';
import { Service } from '../../flows/support/service.ts';
import { launchBrowser, noBrowser, openSignedIn, watchMisdeeds } from '../support/browser.ts';

describe.skipIf(noBrowser)('a first visit', () => {
  test('leads from the printed address to a merged branch, with nothing loaded from elsewhere', async () => {
    await using stack = new AsyncDisposableStack();
    const service = stack.use(await Service.start());
    const browser = stack.adopt(await launchBrowser(), (opened) => opened.close());
    const context = await browser.newContext();
    context.setDefaultTimeout(120_000);
    const misdeeds: string[] = [];
    watchMisdeeds(context, service.consoleUrl, misdeeds);
    const page = await context.newPage();
    await openSignedIn(page, service);
    expect(page.url()).toBe(`${service.consoleUrl}/`);

    await page.getByRole('button', { name: 'Make the failing test pass.' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('article', { name: 'Prompt of Ada' }).waitFor();
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    const outcome = page.getByRole('group', { name: 'Outcome of the run' });
    await outcome.waitFor();
    expect(await outcome.innerText()).toMatch(/Done[^]*1 file/);
    await page.getByRole('button', { name: /^Edited/ }).waitFor();
    await page.reload();
    await outcome.waitFor();

    await outcome.getByRole('link').click();
    const changed = page.locator('[data-file]');
    await changed.getByRole('table').waitFor();
    expect(await changed.count()).toBe(1);
    const path = await changed.getAttribute('data-file');
    const sample = GitRepository.at(`${service.home}/sample`);
    const before = await sample.git('rev-parse', 'main');
    await page.getByRole('button', { name: 'Merge into main' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Merge', exact: true }).click();
    await page.getByText('Merged into main', { exact: true }).first().waitFor();
    expect(await sample.git('diff', '--name-only', before.trim(), 'main')).toBe(`${path}\n`);
    expect(await sample.git('status', '--porcelain')).toBe('');

    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    const list = page.getByRole('main').getByRole('listitem');
    await list.filter({ hasText: 'Make the failing test pass.' }).waitFor();
    expect(misdeeds).toEqual([]);
  });
});
