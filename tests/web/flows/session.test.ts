import { describe, expect, test } from 'vitest';
import { noBrowser } from '../support/browser.ts';
import { visit } from '../support/visit.ts';

const slow = 300_000;

describe.skipIf(noBrowser)('a session', () => {
  test('takes prompts into a queue that can be edited, and stops when asked', async () => {
    await using v = await visit();
    const { page, model } = v;
    await v.open('Work for long', [{ text: 'Thinking it over', end: 'hang' }]);
    await page.getByText('Thinking it over').waitFor({ timeout: slow });
    await model.received(1);

    const field = page.getByPlaceholder('Say what comes next');
    for (const text of ['First', 'Second']) {
      await field.fill(text);
      await field.press('Enter');
      await page.getByRole('listitem').filter({ hasText: text }).waitFor();
    }
    const waiting = page.getByRole('region', { name: 'Waiting prompts' }).getByRole('listitem');
    await waiting.filter({ hasText: 'First' }).getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Waiting prompt' }).fill('First, but better');
    await page.getByRole('button', { name: 'Save' }).click();
    await waiting.filter({ hasText: 'First, but better' }).waitFor();
    await waiting.filter({ hasText: 'Second' }).getByRole('button', { name: 'Move up' }).click();
    await expect.poll(() => waiting.first().innerText()).toContain('Second');
    for (const text of ['Second', 'First, but better'])
      await waiting.filter({ hasText: text }).getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => waiting.count()).toBe(0);

    await page.getByRole('button', { name: 'Stop' }).click();
    const outcome = page.getByRole('group', { name: 'Outcome of the run' });
    await outcome.filter({ hasText: 'Stopped' }).waitFor({ timeout: 20_000 });
    expect(v.misdeeds).toEqual({ errors: [], foreign: [] });
  }, 600_000);

  test('shows the same to whoever joins late, and goes on after the service was killed', async () => {
    await using v = await visit();
    const { page, context, service } = v;
    await v.open('Work for long', [{ text: 'Half of an answer', end: 'hang' }]);
    await page.getByText('Half of an answer').waitFor({ timeout: slow });
    const late = await context.newPage();
    await late.goto(page.url());
    await late.getByText('Half of an answer').waitFor();

    await service.kill();
    await page.locator('[data-state=offline]').waitFor();
    await service.start();
    await page.locator('[data-state=live]').waitFor({ timeout: slow });
    await page.getByRole('button', { name: 'Stop' }).click();
    for (const each of [page, late]) {
      const outcome = each.getByRole('group', { name: 'Outcome of the run' });
      await outcome.filter({ hasText: 'Stopped' }).waitFor({ timeout: 30_000 });
    }
  }, 600_000);

  test('is shared by two people: prompts, comments, who is here and who types', async () => {
    await using v = await visit();
    const { page, context, service } = v;
    await v.open('Say hello', [{ text: 'Hello to you both.' }]);
    const body = { name: 'Bob', email: 'bob@example.com' };
    const { url } = await service.api.call('invite', { body });
    const other = await (await context.browser()!.newContext()).newPage();
    await other.goto(url);
    await other.getByRole('heading', { name: 'What should be done?' }).waitFor();
    await other.goto(page.url());
    await other.getByText('Hello to you both.').waitFor({ timeout: slow });
    await page.getByLabel('Bob is here').first().waitFor();
    await other.getByLabel('Ada is here').first().waitFor();

    await other.getByLabel('Prompt the agent').click();
    await other.getByRole('option', { name: 'Comment' }).click();
    await other.getByPlaceholder('Say it to the people here').fill('Well done!');
    await page.getByText('Bob is typing…').waitFor();
    await other.keyboard.press('Enter');
    await page.getByRole('article', { name: 'Comment of Bob' }).getByText('Well done!').waitFor();
    await other.close();
    await expect.poll(() => page.getByLabel('Bob is here').count(), { timeout: 60_000 }).toBe(0);
  }, 600_000);
});
