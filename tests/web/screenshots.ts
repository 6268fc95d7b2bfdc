import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { Service } from '../flows/support/service.ts';
import { launchBrowser, openSignedIn } from './support/browser.ts';

const folder = resolve(import.meta.dirname, '../../screenshots');
const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const pages: Record<string, (session: string) => string> = {
  start: () => '/',
  sessions: () => '/sessions',
  session: (session) => session,
  changes: (session) => `${session}/changes`,
  files: (session) => `${session}/files`,
  repositories: () => '/repositories',
  stats: () => '/stats',
  settings: () => '/settings',
};

/** Photographs the main pages with a finished run of the rehearsal model: sizes × colours. */
async function main(): Promise<void> {
  await mkdir(folder, { recursive: true });
  await using service = await Service.start();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await openSignedIn(page, service);
    await page.getByRole('button', { name: 'Make the failing test pass.' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    const outcome = page.getByRole('group', { name: 'Outcome of the run' });
    await outcome.waitFor({ timeout: 600_000 });
    const session = new URL(page.url()).pathname;
    for (const [name, pathOf] of Object.entries(pages))
      await photograph(page, name, service.consoleUrl + pathOf(session));
  } finally {
    await browser.close();
  }
  console.log(`The pictures are in ${folder}`);
}

async function photograph(page: Page, name: string, url: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await page.goto(url, { waitUntil: 'networkidle' });
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`) });
    }
  }
}

await main();
