import { launchBrowser } from '../web/support/browser.ts';
import { Api } from './api.ts';
import type { Figure } from './figures.ts';
import { Fleet } from './fleet.ts';
import { startService, type Service } from './service.ts';
import { measureLongSession } from './web/long-session.ts';
import { measureStart } from './web/start.ts';
import { measureStreaming } from './web/streaming.ts';
import { measureTogether } from './web/together.ts';
import type { WebBench } from './web/web-bench.ts';

const aDay = '86400';

/**
 * Measures the console in headless Chromium against a service of its own, whose sandboxes are
 * simulated supervisors.
 */
export async function measureWeb(progress: (text: string) => void): Promise<Figure[]> {
  const fleet = await Fleet.open();
  const browser = await launchBrowser();
  let service: Service | undefined;
  let api: Api | undefined;
  try {
    service = await startService({
      HARVEST_RUNTIME: fleet.runtime,
      HARVEST_IDLE_SECONDS: aDay,
      HARVEST_LOST_SECONDS: aDay,
    });
    api = new Api(service.url, service.token);
    const bench: WebBench = { service, api, fleet, browser };
    const figures: Figure[] = [];
    for (const [name, measure] of measurements) {
      progress(name);
      figures.push(...(await measure(bench)));
    }
    return figures;
  } finally {
    api?.close();
    await browser.close();
    await fleet.close();
    await service?.stop();
  }
}

const measurements: ReadonlyArray<[string, (bench: WebBench) => Promise<Figure[]>]> = [
  ['start', measureStart],
  ['long session', measureLongSession],
  ['streaming', measureStreaming],
  ['together', measureTogether],
];
