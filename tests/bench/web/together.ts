import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { durations, type Figure } from '../figures.ts';
import { openPage, startSession, type WebBench } from './web-bench.ts';

const deltas = 60;
const prompts = 20;
const typings = 20;
const target = { targets: [{ of: 'p95', atMost: 100 }] } as const;

/** Two browsers in one session: how long until one shows what the other, or the agent, did. */
export async function measureTogether(bench: WebBench): Promise<Figure[]> {
  const { sessionId, supervisor } = await startSession(bench, 'Together');
  const [own, other] = [await openPage(bench), await openPage(bench)];
  for (const page of [own, other]) {
    await page.goto(`${bench.service.url}/sessions/${sessionId}`);
    await page.locator('[data-state=live]').waitFor();
    await noteArrivals(page);
  }
  const sentAt = new Map<string, number>();
  let offset = 0;
  for (let index = 0; index < deltas; index += 1) {
    const word = `word${index}`;
    sentAt.set(word, Date.now());
    supervisor.sendFrame({
      kind: 'delta',
      runId: supervisor.runId,
      partId: 'prt_1',
      partType: 'text',
      offset,
      text: `${word} `,
    });
    offset += word.length + 1;
    await delay(50);
  }
  const shown: number[] = [];
  for (const page of [own, other]) {
    await page.getByText(`word${deltas - 1}`).waitFor();
    shown.push(...(await latencies(page, sentAt)));
  }
  const typed = await measureTyping(own, other);
  const queued = await measurePrompts(own, other);
  for (const page of [own, other]) await page.context().close();
  return [
    durations('delta → shown, two browsers', shown, target),
    durations('typing → shown in the other browser', typed, target),
    durations('prompt → shown in the other browser', queued, target),
  ];
}

/** From the key that sends a prompt until the other page lists it as waiting. */
async function measurePrompts(own: Page, other: Page): Promise<number[]> {
  const field = own.getByRole('textbox', { name: 'Prompt', exact: true });
  const sentAt = new Map<string, number>();
  for (let index = 0; index < prompts; index += 1) {
    const word = `word${deltas + index}`;
    await field.fill(`${word} is next`);
    sentAt.set(word, Date.now());
    await field.press('Enter');
    await other.getByText(`${word} is next`).waitFor();
  }
  return latencies(other, sentAt);
}

/** From the first character that is typed until the other page says that somebody types. */
async function measureTyping(own: Page, other: Page): Promise<number[]> {
  const field = own.getByRole('textbox', { name: 'Prompt', exact: true });
  const notice = other.getByText('is typing…');
  const sentAt: number[] = [];
  for (let index = 0; index < typings; index += 1) {
    sentAt.push(Date.now());
    await field.fill('Hm');
    await notice.waitFor();
    await field.fill('');
    await notice.waitFor({ state: 'detached' });
  }
  const shownAt = await other.evaluate(() => (window as unknown as Arrivals).typing);
  return shownAt.slice(-typings).map((at, index) => at - (sentAt[index] ?? NaN));
}

type Arrivals = { seen: Map<string, number>; typing: number[] };

/** Notes when each `wordN` is in the page, and when somebody begins to type; all clocks are this machine's. */
function noteArrivals(page: Page): Promise<void> {
  return page.evaluate(() => {
    const arrivals: Arrivals = { seen: new Map(), typing: [] };
    Object.assign(window, arrivals);
    let types = false;
    new MutationObserver(() => {
      const shown = document.querySelector('main')?.textContent ?? '';
      for (const [word] of shown.matchAll(/word\d+(?= )/g))
        if (!arrivals.seen.has(word)) arrivals.seen.set(word, Date.now());
      const typesNow = shown.includes('is typing…');
      if (typesNow && !types) arrivals.typing.push(Date.now());
      types = typesNow;
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

async function latencies(page: Page, sentAt: ReadonlyMap<string, number>): Promise<number[]> {
  const seen = await page.evaluate(() => [...(window as unknown as Arrivals).seen]);
  return seen.flatMap(([word, at]) => {
    const sent = sentAt.get(word);
    return sent === undefined ? [] : [at - sent];
  });
}
