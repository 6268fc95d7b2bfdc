import { durations, single, type Figure } from '../figures.ts';
import { openPage, startSession, takeLongTasks, type WebBench } from './web-bench.ts';

const events = 10_000;
const batch = 500;
const scrolls = 100;
const text = 'The test fails because the unit is compared **before** it is normalised. '.repeat(4);

/** Opens a session of ten thousand events, and scrolls through it. */
export async function measureLongSession(bench: WebBench): Promise<Figure[]> {
  const { sessionId, supervisor } = await startSession(bench, 'Long');
  const { runId } = supervisor;
  for (let stored = 0; stored < events; stored += batch)
    await supervisor.send(
      Array.from({ length: batch }, (_, index) => ({
        kind: 'event',
        event: {
          type: 'part.finished',
          data: {
            runId,
            part: { id: `prt_${stored + index}`, type: 'text', text: `${stored + index} ${text}` },
          },
        },
      })),
    );

  const page = await openPage(bench);
  await page.goto(`${bench.service.url}/sessions/${sessionId}`);
  await page.getByText(`${events - 1} The test fails`).waitFor();
  const opened = await page.evaluate(() => performance.now());
  await page.locator('[data-state=live]').waitFor();
  await takeLongTasks(page);

  await page.mouse.move(700, 400);
  for (let scroll = 0; scroll < scrolls; scroll += 1) {
    await page.mouse.wheel(0, -2_000);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  const tasks = await takeLongTasks(page);
  await page.context().close();
  return [
    single(`session of ${events} events, opened`, 'ms', opened, {
      targets: [{ of: 'value', atMost: 1_500 }],
    }),
    durations('long tasks while scrolling through it', tasks.length > 0 ? tasks : [0], {
      targets: [{ of: 'p99', atMost: 100 }],
    }),
  ];
}
