import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { Service } from '../flows/support/service.ts';
import { launchBrowser, openSignedIn } from './support/browser.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'screenshots');
/** The one picture that is committed, as the README shows it. */
const shownPicture = join(root, 'docs/images/console.png');
const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const pages: Record<string, (session: string) => string> = {
  start: () => '/',
  sessions: () => '/sessions',
  session: (session) => session,
  changes: (session) => `${session}/changes`,
  files: (session) => `${session}/files?path=src%2Fduration.ts`,
  missing: () => '/sessions/ses_00000000000000000000',
  repositories: () => '/repositories',
  stats: () => '/stats',
  settings: () => '/settings',
  nowhere: () => '/no/such/page',
};

/** Photographs the main pages with a finished run of the rehearsal model: sizes × colours. */
async function main(): Promise<void> {
  await mkdir(folder, { recursive: true });
  await using service = await Service.start();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: sizes.wide });
    await openSignedIn(page, service);
    await photograph(page, 'first-visit');
    await page.getByRole('button', { name: 'Do it for me' }).click();
    const outcome = page.getByRole('group', { name: 'Outcome of the run' });
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await photograph(page, 'session-running');
    await outcome.waitFor({ timeout: 600_000 });
    await photograph(page, 'tour');
    await page.getByRole('button', { name: 'Leave the tour' }).click();
    const session = new URL(page.url()).pathname;
    for (const [name, pathOf] of Object.entries(pages)) {
      await page.goto(service.consoleUrl + pathOf(session));
      await photograph(page, name);
    }
    await page.goto(`${service.consoleUrl}/sessions`);
    await page.getByRole('switch', { name: 'Archive' }).click();
    await photograph(page, 'archive-empty');
    await page.goto(service.consoleUrl + session);
    await settle(page);
    await page.screenshot({ path: shownPicture });
    await page.context().clearCookies();
    await page.goto(service.consoleUrl);
    await photograph(page, 'sign-in');
  } finally {
    await browser.close();
  }
  console.log(`The pictures are in ${folder}, and the one of the README in ${shownPicture}`);
}

async function photograph(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(viewport);
      await settle(page);
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`) });
    }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(sizes.wide);
}

/** Waits until nothing is being loaded or coloured any more. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  if (/\/sessions\/./.test(page.url()))
    await page.locator('[data-state=live], main [role=alert]').first().waitFor();
  await page.locator('[aria-label*=loading i]').first().waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

await main();
