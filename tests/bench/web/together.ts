import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { durations, type Figure } from '../figures.ts';
import { openPage, startSession, type WebBench } from './web-bench.ts';

const deltas = 60;

/** Two browsers in one session: how long until each shows what was sent. */
export async function measureTogether(bench: WebBench): Promise<Figure[]> {
  const { sessionId, supervisor } = await startSession(bench, 'Together');
  const pages = [await openPage(bench), await openPage(bench)];
  for (const page of pages) {
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
  for (const page of pages) await page.getByText(`word${deltas - 1}`).waitFor();
  const latencies: number[] = [];
  for (const page of pages) {
    for (const [word, at] of await arrivals(page)) {
      const sent = sentAt.get(word);
      if (sent !== undefined) latencies.push(at - sent);
    }
    await page.context().close();
  }
  return [
    durations('delta → shown, two browsers', latencies, { targets: [{ of: 'p95', atMost: 100 }] }),
  ];
}

/** Notes when each `wordN` is in the page; both clocks are this machine's. */
function noteArrivals(page: Page): Promise<void> {
  return page.evaluate(() => {
    const seen = new Map<string, number>();
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const shown = document.querySelector('[aria-label=Conversation]')?.textContent ?? '';
      for (const [word] of shown.matchAll(/word\d+(?= )/g))
        if (!seen.has(word)) seen.set(word, Date.now());
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

function arrivals(page: Page): Promise<Array<[string, number]>> {
  return page.evaluate(() => [...(window as unknown as { seen: Map<string, number> }).seen]);
}
