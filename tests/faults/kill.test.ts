import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { newId } from '../../adapters/ids.ts';
import { ApiError, UnreachableError } from '../../cli/errors.ts';
import { runCli } from '../cli/support/run-cli.ts';
import { eventsIn } from '../flows/support/command-line.ts';
import { GitRepository } from '../flows/support/git-repository.ts';
import { Service } from '../flows/support/service.ts';
import { historyOf, ofType, until } from '../flows/support/session-log.ts';
import { seededRandom } from './support/seeded-random.ts';

const kills = 50;
const sessionCount = 6;
const seed = Number(process.env['HARVEST_TEST_SEED'] ?? 20_260_101);
const runtime = resolve(import.meta.dirname, '../support/fake-supervisor');

type Accepted = { sessionId: string; promptId: string };

test(`no kill of ${kills} loses a prompt or runs one twice (seed ${seed})`, async () => {
  const random = seededRandom(seed);
  await using repository = await GitRepository.create({ 'README.md': '# Killed\n' });
  await using service = await Service.start({
    // Short enough that sandboxes are parked and restored between the kills as well.
    env: { HARVEST_RUNTIME: runtime, HARVEST_IDLE_SECONDS: '2' },
  });
  const { api } = service;
  const sessionIds: string[] = [];
  for (let count = 0; count < sessionCount; count += 1) {
    const body = { repository: repository.directory };
    sessionIds.push((await api.call('createSession', { body })).sessionId);
  }
  const [watched = ''] = sessionIds;
  const follow = ['events', watched, '--follow', '--json'];
  const viewer = runCli(follow, { HARVEST_URL: service.url, HARVEST_HOME: service.home });
  await using leaving = new AsyncDisposableStack();
  leaving.defer(async () => {
    viewer.interrupt();
    await viewer.ended;
  });
  await viewer.printed('"seq":1}\n');

  /** Sends a prompt as a client does: again, under the same id, until it has been accepted. */
  async function send(sessionId: string, text: string): Promise<Accepted> {
    const promptId = newId('prm', Date.now());
    return until(async () => {
      try {
        const body = { promptId, text };
        return await api.call('sendPrompt', { params: { sessionId }, body });
      } catch (error) {
        const away = error instanceof ApiError && error.problem.code === 'unavailable';
        if (away || error instanceof UnreachableError) return undefined;
        throw error;
      }
    });
  }

  /** How many events there are in all sessions. */
  async function eventCount(): Promise<number> {
    const pages = sessionIds.map((sessionId) =>
      api.call('readEvents', { params: { sessionId }, query: { limit: 1 } }),
    );
    return (await Promise.all(pages)).reduce((sum, { lastSeq }) => sum + lastSeq, 0);
  }

  /** Sends a prompt and comes back at a random moment of what follows. */
  async function work(): Promise<void> {
    const before = await eventCount();
    const sessionId = sessionIds[Math.floor(random() * sessionIds.length)] ?? '';
    const text = JSON.stringify({ parts: 3, ms: Math.floor(random() * 200) });
    sent.push(send(sessionId, text));
    // By progress, not by time, most of the time: a slow machine is to get as far as a quick one.
    const progress = random() < 0.3 ? 0 : 1 + Math.floor(random() * 5);
    await until(async () => ((await eventCount()) >= before + progress ? true : undefined));
    await delay(random() * 100);
  }

  const sent: Array<Promise<Accepted>> = [];
  for (let kill = 0; kill < kills; kill += 1) {
    await work();
    await service.kill();
    const starting = service.start();
    if (random() < 0.2) {
      // While it is starting.
      starting.catch(() => {});
      await delay(random() * 400);
      await service.kill();
      await service.start();
    } else await starting;
  }
  const accepted = await Promise.all(sent);

  for (const sessionId of sessionIds) {
    const promptIds = accepted
      .filter((each) => each.sessionId === sessionId)
      .map(({ promptId }) => promptId)
      .toSorted();
    await until(async () => {
      const { run, waiting } = await api.call('getSession', { params: { sessionId } });
      if (run || waiting > 0) return undefined;
      const finished = ofType(await historyOf(api, sessionId), 'run.finished');
      return finished.length >= promptIds.length ? true : undefined;
    });
    const events = await historyOf(api, sessionId);
    const { branch } = await api.call('getSession', { params: { sessionId } });
    for (const type of ['prompt.queued', 'run.started', 'run.finished'] as const)
      expect(
        ofType(events, type)
          .map(({ data }) => data.promptId)
          .toSorted(),
      ).toEqual(promptIds);
    for (const { data } of ofType(events, 'run.finished'))
      expect(data).toMatchObject({ outcome: 'completed' });
    const commits = promptIds.length > 0 ? await repository.messages(branch) : [];
    const runs = commits.map((message) => /^Harvest-Run: run_(.+)$/m.exec(message)?.[1]);
    expect(runs.toSorted()).toEqual(promptIds.map((id) => id.replace(/^prm_/, '')));
  }

  // Whoever looked on all the time has seen everything once.
  const seen = await historyOf(api, watched);
  await viewer.printed(`"seq":${seen.length}}\n`);
  await leaving.disposeAsync();
  expect(eventsIn((await viewer.ended).stdout)).toEqual(seen);

  await service.stop();
  const database = new DatabaseSync(join(service.home, 'harvest.db'), { readOnly: true });
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  database.close();
}, 600_000);
