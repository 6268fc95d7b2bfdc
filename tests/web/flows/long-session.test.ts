import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { noBrowser } from '../support/browser.ts';
import { browserTest } from '../support/browser-test.ts';

const test = browserTest();

const comments = 340;
/** Every request for history but the first, which is for the newest events. */
const earlier = /\/events\?after=\d+&limit=/;

/** The first block in sight, and how far from the top of the conversation it begins, in pixels. */
function firstInSight(page: Page): Promise<{ text: string; top: number } | undefined> {
  return page.getByRole('region', { name: 'Conversation' }).evaluate((region) => {
    const edge = region.getBoundingClientRect().top;
    const [first] = [...region.querySelectorAll('[data-index]')]
      .map((block) => ({ block, box: block.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > edge + 1)
      .sort((a, b) => a.box.top - b.box.top);
    return first && { text: first.block.textContent, top: Math.round(first.box.top - edge) };
  });
}

describe.skipIf(noBrowser)('a long session', () => {
  test('shows its end first, which stays in sight when the history before it comes', async ({
    visit,
    page,
  }) => {
    const body = { repository: visit.repository.directory, title: 'Much to say' };
    const { sessionId } = await visit.service.api.call('createSession', { body });
    for (let index = 0; index < comments; index += 1) {
      const params = { sessionId };
      await visit.service.api.call('addComment', { params, body: { text: `Comment ${index}.` } });
    }
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route(earlier, async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(visit.addressOf(sessionId));
    await page.getByText(`Comment ${comments - 1}.`).waitFor();

    const region = page.getByRole('region', { name: 'Conversation' });
    const height = await region.evaluate(({ scrollHeight }) => scrollHeight);
    await region.hover();
    await page.mouse.wheel(0, -1_500);
    await page.getByRole('button', { name: 'Latest' }).waitFor();
    const before = await firstInSight(page);
    release();
    await expect
      .poll(() => region.evaluate(({ scrollHeight }) => scrollHeight))
      .toBeGreaterThan(height);
    expect(await firstInSight(page)).toEqual(before);

    await page.mouse.wheel(0, -100_000);
    await page.getByText('Comment 0.').waitFor();
    expect(await page.getByText('Reading what was before').count()).toBe(0);
  });
});
