import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Service } from '../../flows/support/service.ts';

const places = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The Chromium of this machine, which the system's package manager installs. */
export const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

const missing = 'No Chromium found (apt-get install chromium, or CHROMIUM=PATH)';

/** Whether tests are skipped for want of a browser; where everything has to pass they fail. */
export const noBrowser = chromiumPath === undefined && process.env['CI'] !== 'true';
if (noBrowser) console.warn(`${missing}: browser tests are skipped.`);

export async function launchBrowser(): Promise<Browser> {
  if (!chromiumPath) throw new Error(missing);
  // Chromium's own sandbox does not start as root, as tests in containers run.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: chromiumPath, args });
}

/** What Chromium notes by itself of an answer of 401, a service that was killed, a lost network. */
const noted = /^Failed to load resource|^WebSocket connection to \S+ failed/;

/** Gathers what pages of the context do that they must not: errors, requests to other origins. */
export function watchMisdeeds(context: BrowserContext, origin: string, misdeeds: string[]): void {
  context.on('weberror', (error) => misdeeds.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error' && !noted.test(message.text())) misdeeds.push(message.text());
  });
  context.on('request', (request) => {
    const { origin: asked, protocol } = new URL(request.url());
    if (asked !== origin && /^(?:https?|wss?):$/.test(protocol)) misdeeds.push(request.url());
  });
}

/** Opens the address that the service printed, which signs this browser in. */
export async function openSignedIn(page: Page, service: Service): Promise<void> {
  const [address] = /http:\S+#code=\S+/.exec(service.output) ?? [];
  if (!address) throw new Error('The service printed no address.');
  await page.goto(address);
  await page.getByRole('heading', { name: 'What should be done?' }).waitFor();
}
