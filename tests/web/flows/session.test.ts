import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { eventually } from '../../flows/support/session-log.ts';
import { noBrowser } from '../support/browser.ts';
import { browserTest } from '../support/browser-test.ts';
import { overflows } from '../support/page-checks.ts';

const test = browserTest();

const colours = {
  header: 'Colour',
  question: 'Which colour?',
  options: [{ label: 'red', description: 'Like fire' }],
};

describe.skipIf(noBrowser)('a session', () => {
  test('takes prompts into a queue that can be edited, is steered, and stops when asked', async ({
    visit,
    page,
  }) => {
    const id = await visit.startSession('Work long', [{ text: 'Thinking it over', end: 'hang' }]);
    await page.goto(visit.addressOf(id));
    // Exactly so it is the answer; the prompt holds the words among others.
    await page.getByText('Thinking it over', { exact: true }).waitFor();

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

    await page.getByLabel('Prompt the agent').click();
    await page.getByRole('option', { name: 'Steer' }).click();
    // The choice takes the focus back when its list is gone.
    const steering = page.getByPlaceholder('it goes into the running turn');
    await steering.fill('Be brief\nand kind');
    await steering.press('Enter');
    const steered = page
      .getByRole('article', { name: 'Prompt of Ada' })
      .filter({ hasText: 'Be brief' });
    await steered.getByText('steered').waitFor();
    expect(await steered.innerText()).toContain('Be brief\nand kind');

    await page.getByRole('button', { name: 'Stop' }).click();
    const outcome = page.getByRole('group', { name: 'Outcome of the run' });
    await outcome.filter({ hasText: 'Stopped' }).waitFor();
  });

  test('is shared by two people, one of them on a phone', async ({ visit, page: ada }) => {
    const ask = { calls: [{ name: 'question', args: { questions: [colours] } }] };
    const id = await visit.startSession('Paint it', [ask, { text: 'Painted.' }]);
    await ada.goto(visit.addressOf(id));
    const body = { name: 'Bob', email: 'bob@example.com' };
    const { url } = await visit.service.api.call('invite', { body });
    const bob = await visit.strangersPage({ viewport: { width: 390, height: 844 } });
    await bob.goto(url);
    await bob.getByRole('heading', { name: 'What should be done?' }).waitFor();
    await bob.goto(visit.addressOf(id));
    await ada.getByLabel('Bob is here').first().waitFor();
    await bob.getByLabel('Ada is here').first().waitFor();

    await bob.getByRole('radio', { name: 'red' }).click();
    await bob.getByRole('button', { name: 'Answer' }).click();
    const question = ada.getByRole('region', { name: 'Question of the agent' });
    await question.getByText('Bob answered').waitFor();
    for (const each of [ada, bob]) await each.getByText('Painted.').waitFor();

    await bob.getByLabel('Prompt the agent').click();
    await bob.getByRole('option', { name: 'Comment' }).click();
    const comment = bob.getByPlaceholder('Say it to the people here');
    await comment.fill('Well done!');
    await ada.getByText('Bob is typing…').waitFor();
    await comment.press('Enter');
    await ada.getByRole('article', { name: 'Comment of Bob' }).getByText('Well done!').waitFor();

    await bob.getByLabel('Prompt the agent').click();
    await bob.getByRole('option', { name: 'Prompt' }).click();
    await bob.getByPlaceholder('What should be done next?').fill('And now blue');
    await bob.getByRole('button', { name: 'Send' }).click();
    await ada.getByRole('article', { name: 'Prompt of Bob' }).getByText('And now blue').waitFor();
    expect(await overflows(bob)).toBe(false);
    await bob.goto('about:blank');
    await expect.poll(() => ada.getByLabel('Bob is here').count()).toBe(0);
  });

  test('looks the same to whoever joins late, loses the network, or sees the service killed', async ({
    visit,
    page,
  }) => {
    const id = await visit.startSession('Work long', [{ text: 'Half of an answer', end: 'hang' }]);
    await page.goto(visit.addressOf(id));
    const answer = (each: Page) => each.getByText('Half of an answer', { exact: true });
    await answer(page).waitFor();
    const late = await visit.newPage();
    await late.goto(visit.addressOf(id));
    await answer(late).waitFor();
    await late.locator('[data-state=live]').waitFor();

    await late.context().setOffline(true);
    await late.locator('[data-state=offline]').waitFor();
    const queued = 'Said meanwhile';
    await visit.service.api.call('sendPrompt', {
      params: { sessionId: id },
      body: { text: queued },
    });
    await page.getByRole('listitem').filter({ hasText: queued }).waitFor();
    await late.context().setOffline(false);
    await late.getByRole('listitem').filter({ hasText: queued }).waitFor();

    await visit.service.kill();
    await page.locator('[data-state=offline]').waitFor();
    await visit.service.start();
    await page.locator('[data-state=live]').waitFor();
    // The model's stream went through the service: it broke off, and the agent asks once more.
    await eventually(visit.service.api, id, 'run.waiting');
    await late.reload();
    await answer(late).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    for (const each of [page, late]) {
      const outcome = each.getByRole('group', { name: 'Outcome of the run' });
      await outcome.filter({ hasText: 'Stopped' }).waitFor();
      await answer(each).waitFor();
      expect(await answer(each).count()).toBe(1);
    }
  });
});
