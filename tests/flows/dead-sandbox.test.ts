import { expect, test } from 'vitest';
import { LocalSandboxProvider } from '../../adapters/sandbox/local.ts';
import type { Database } from '../../adapters/sqlite/database.ts';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { eventually, runOf, until } from './support/session-log.ts';
import {
  ageActors,
  ageRows,
  changeDatabase,
  makeDue,
  restartWith,
} from './support/stored-times.ts';

/** As if the watches over idle sandboxes had broken off. */
function loseWatches(database: Database): Promise<void> {
  const ofWatches = "SELECT id FROM durable_instances WHERE name = 'idle-watch'";
  return database.write(() => {
    database.prepare(`DELETE FROM durable_inbox WHERE target IN (${ofWatches})`).run();
    database.prepare(`DELETE FROM durable_history WHERE instance IN (${ofWatches})`).run();
    database.prepare("DELETE FROM durable_instances WHERE name = 'idle-watch'").run();
  });
}

test('a session whose sandbox died while nobody watched it lets it go, and may be retired', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({
    env: { HARVEST_MODEL_URL: model.url, HARVEST_RETENTION_DAYS: '30' },
    strict: true,
  });
  await using repository = await GitRepository.create({ 'a.txt': 'a\n' });
  const { api, home } = service;
  const work = async (): Promise<{ sessionId: string; sandboxId: string }> => {
    const text = promptWithScript('Work', [{ text: 'Done.' }]);
    const body = { repository: repository.directory, prompt: { text } };
    const { sessionId, promptId } = await api.call('createSession', { body });
    await runOf(api, sessionId, promptId);
    const { sandboxId } = await api.call('getSession', { params: { sessionId } });
    if (!sandboxId) throw new Error('Its sandbox is gone already.');
    return { sessionId, sandboxId };
  };
  const [noted, forgotten] = await Promise.all([work(), work()]);

  await service.kill();
  const programs = { node: '', supervisor: '', plugin: '', opencode: '' };
  const sandboxes = new LocalSandboxProvider({ home, ...programs, log: () => {} });
  for (const { sandboxId } of [noted, forgotten]) await sandboxes.terminate(sandboxId);
  await changeDatabase(service, async (database) => {
    await loseWatches(database);
    await database.write(() =>
      database
        .prepare("DELETE FROM documents WHERE collection = 'sandboxes' AND id = ?")
        .run(forgotten.sandboxId),
    );
    await ageRows(database, [forgotten.sessionId]);
    await ageActors(database, [forgotten.sessionId]);
    await makeDue(database, 'rewatch');
    await makeDue(database, 'retire');
  });
  await service.start({ HARVEST_IDLE_SECONDS: '1' });
  for (const { sessionId, sandboxId } of [noted, forgotten]) {
    const { data } = await eventually(api, sessionId, 'sandbox.ended');
    expect(data.sandboxId).toBe(sandboxId);
    expect(await api.call('getSession', { params: { sessionId } })).toMatchObject({
      ...{ status: 'idle', sandboxId: null },
    });
  }

  await restartWith(service, async (database) => {
    const ids = [noted, forgotten].map(({ sessionId }) => sessionId);
    await ageRows(database, ids);
    await ageActors(database, ids);
    await makeDue(database, 'retire');
  });
  const listed = async () => (await api.call('listSessions', {})).items;
  await until(async () => ((await listed()).length === 0 ? true : undefined));
}, 240_000);
