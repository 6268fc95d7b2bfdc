import type { Browser, Page } from 'playwright-core';
import type { Api } from '../api.ts';
import type { Fleet } from '../fleet.ts';
import type { Service } from '../service.ts';
import type { SimulatedSupervisor } from '../simulated-supervisor.ts';

/** What a measurement of the console works with. */
export type WebBench = { service: Service; api: Api; fleet: Fleet; browser: Browser };

/** A page in a context of its own: signed in, with an empty cache, noting long tasks. */
export async function openPage({ browser, service }: WebBench): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    extraHTTPHeaders: { authorization: `Bearer ${service.token}` },
  });
  await context.addInitScript(() => {
    const noted: number[] = [];
    Object.assign(window, { longTasks: noted });
    new PerformanceObserver((list) => {
      noted.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask', buffered: true });
  });
  return context.newPage();
}

/** Milliseconds of the long tasks (above 50 ms) since the last time this was asked. */
export function takeLongTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks.splice(0));
}

/** A session whose run goes on until the benchmark ends. */
export async function startSession(
  { api, fleet }: WebBench,
  title: string,
): Promise<{ sessionId: string; supervisor: SimulatedSupervisor }> {
  const { sessionId } = await api.call<{ sessionId: string }>('POST', 'sessions', {
    repository: 'sample',
    title,
  });
  fleet.endsTurns = false;
  await fleet.prompt(api, sessionId);
  const supervisor = fleet.supervisors.get(sessionId);
  if (!supervisor) throw new Error(`Session ${sessionId} has no sandbox.`);
  return { sessionId, supervisor };
}
