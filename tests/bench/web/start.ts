import { durations, single, type Figure } from '../figures.ts';
import { openPage, startSession, type WebBench } from './web-bench.ts';

const repetitions = 5;

/** The start page with a cold cache, and how much JavaScript a session's page loads. */
export async function measureStart(bench: WebBench): Promise<Figure[]> {
  const paints: number[] = [];
  const usable: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const page = await openPage(bench);
    await page.goto(bench.service.url);
    await page.getByPlaceholder('Describe a change').waitFor();
    usable.push(await page.evaluate(() => performance.now()));
    paints.push(
      await page.evaluate(
        () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      ),
    );
    await page.context().close();
  }
  return [
    durations('first contentful paint', paints, { targets: [{ of: 'p50', atMost: 800 }] }),
    durations('start page usable', usable, { targets: [{ of: 'p50', atMost: 1_200 }] }),
    await measureScripts(bench),
  ];
}

async function measureScripts(bench: WebBench): Promise<Figure> {
  const { sessionId } = await startSession(bench, 'Scripts');
  const page = await openPage(bench);
  await page.goto(`${bench.service.url}/sessions/${sessionId}`);
  await page.locator('[data-state=live]').waitFor();
  const bytes = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => name.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
  await page.context().close();
  return single('JavaScript of a session page, gzip', 'KB', bytes / 1_024, {
    targets: [{ of: 'value', atMost: 350 }],
  });
}
