import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Database } from '../../adapters/sqlite/database.ts';
import { Service } from './support/service.ts';
import { until } from './support/session-log.ts';

const dayMs = 86_400_000;

/** The ids of orchestrations that are over, oldest first. */
function finishedIn(database: Database): string[] {
  return database
    .prepare("SELECT id FROM durable_instances WHERE status = 'Completed' ORDER BY created, id")
    .all()
    .map(({ id }) => String(id));
}

test('orchestrations that began more than a week ago are deleted, and their session goes on', async () => {
  await using service = await Service.start({ env: { HARVEST_LOG: 'info' } });
  const { api, home } = service;
  const { sessionId } = await api.call('createSession', {
    body: { repository: 'sample', title: 'First' },
  });
  const rename = (title: string) =>
    api.call('changeSession', { params: { sessionId }, body: { title } });
  for (const title of ['Second', 'Third', 'Fourth']) await rename(title);
  await service.stop();

  const file = join(home, 'harvest.db');
  const database = new Database(file);
  const [old = '', older = '', recent = ''] = finishedIn(database);
  const begin = (id: string, daysAgo: number) =>
    database
      .prepare('UPDATE durable_instances SET created = ? WHERE id = ?')
      .run(Date.now() - daysAgo * dayMs, id);
  await database.write(() => {
    begin(old, 7.01);
    begin(older, 60);
    begin(recent, 6.9);
    database.prepare("UPDATE timers SET next = 1 WHERE function = 'purge'").run();
  });
  database.close();
  await service.start();
  await until(async () => (service.output.includes('"purge.done"') ? true : undefined));
  expect(await rename('Fifth')).toMatchObject({ title: 'Fifth' });
  await service.stop();

  const after = new Database(file);
  const left = finishedIn(after);
  after.close();
  expect(left).toContain(recent);
  expect(left).not.toContain(old);
  expect(left).not.toContain(older);
}, 120_000);
