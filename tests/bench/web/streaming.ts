import { setTimeout as delay } from 'node:timers/promises';
import { durations, type Figure } from '../figures.ts';
import { openPage, startSession, takeLongTasks, type WebBench } from './web-bench.ts';

const size = 60_000;
const updatesPerSecond = 40;
const step = 120;
const paragraph =
  '## A finding\n\nThe *unit* is compared before it is `normalised`:\n\n- first\n- second\n\n```ts\nconst unit = parse(text);\n```\n\n';

/** Streams an answer of 60 KB at 40 updates a second into an open page. */
export async function measureStreaming(bench: WebBench): Promise<Figure[]> {
  const { sessionId, supervisor } = await startSession(bench, 'Stream');
  const page = await openPage(bench);
  await page.goto(`${bench.service.url}/sessions/${sessionId}`);
  await page.locator('[data-state=live]').waitFor();
  await takeLongTasks(page);

  const answer =
    paragraph.repeat(Math.ceil(size / paragraph.length)).slice(0, size - 8) + '\n\nTHE END';
  const { runId } = supervisor;
  for (let offset = 0; offset < answer.length; offset += step) {
    const text = answer.slice(offset, offset + step);
    supervisor.sendFrame({ kind: 'delta', runId, partId: 'prt_1', partType: 'text', offset, text });
    await delay(1_000 / updatesPerSecond);
  }
  await page.getByText('THE END').waitFor();
  const tasks = await takeLongTasks(page);
  await page.context().close();
  return [
    durations(`long tasks while ${size / 1_000} KB stream`, tasks.length > 0 ? tasks : [0], {
      targets: [{ of: 'p95', atMost: 50 }],
      note: `${tasks.length} tasks above 50 ms in ${Math.round(size / step / updatesPerSecond)} s`,
    }),
  ];
}
