import type { SingleMachine } from '../../embedded/single-machine.ts';
import { chromiumPath, launchBrowser, watchMisdeeds } from '../../tests/web/support/browser.ts';

/** The first page, once somebody is signed in. */
const greeting = 'What should be done?';

/**
 * Opens the console: in Chromium, where there is one, and else by asking for all that its page names.
 *
 * @returns what has been seen of it
 */
export function proveConsole(machine: SingleMachine): Promise<string> {
  return chromiumPath === undefined ? askForFiles(machine.url) : openInBrowser(machine);
}

async function openInBrowser({ consoleUrl, code }: SingleMachine): Promise<string> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext();
    const misdeeds: string[] = [];
    watchMisdeeds(context, consoleUrl, misdeeds);
    const page = await context.newPage();
    await page.goto(`${consoleUrl}/#code=${code}`);
    const opened = page.getByRole('heading', { name: greeting }).waitFor();
    const cause: unknown = await opened.catch((error: unknown) => error);
    if (cause !== undefined || misdeeds.length > 0)
      throw new Error(['The console does not open as it should.', ...misdeeds].join('\n'), {
        cause,
      });
    return 'its console opens in a browser, and signs in';
  } finally {
    await browser.close();
  }
}

async function askForFiles(url: string): Promise<string> {
  const page = await (await taken(url, 'text/html')).text();
  const named = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
  const scripts = named.filter((path) => path.endsWith('.js'));
  if (scripts.length === 0) throw new Error('The page of the console names no script.');
  for (const path of named)
    await taken(`${url}${path}`, scripts.includes(path) ? 'text/javascript' : '');
  return `its console is there with ${named.length} files (no Chromium was found to open it)`;
}

async function taken(url: string, mediaType: string): Promise<Response> {
  const answer = await fetch(url);
  const found = answer.headers.get('content-type') ?? '';
  if (answer.status !== 200 || !found.startsWith(mediaType))
    throw new Error(`${url} answers with ${answer.status}, ${found}.`);
  return answer;
}
