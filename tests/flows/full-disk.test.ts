import { access, copyFile, readdir, watch, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sandboxPaths } from '../../sandbox/supervisor/paths.ts';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash } from './support/agent-turns.ts';
import { cli, promptByCli } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { atWork } from './support/sandbox-processes.ts';
import { Service } from './support/service.ts';
import { eventually, historyOf, ofType, runOf } from './support/session-log.ts';
import { SmallDisk } from './support/small-disk.ts';

/** Holds a service, and a sandbox with its agent. */
const diskBytes = 64 * 1024 * 1024;

const parts = new AsyncDisposableStack();
const disk = await SmallDisk.create(diskBytes);
const onDisk = test.skipIf(!disk && !process.env['CI']);

let service: Service;
let repository: GitRepository;
let sessionId: string;

beforeAll(async () => {
  if (!disk) return;
  parts.use(disk);
  const model = parts.use(await startScriptedModel());
  service = parts.use(await Service.start({ env: { HARVEST_MODEL_URL: model.url }, disk }));
  repository = parts.use(await GitRepository.create({ 'README.md': '# Full\n' }));
  const body = { repository: repository.directory };
  ({ sessionId } = await service.api.call('createSession', { body }));
}, 60_000);
afterAll(() => parts.disposeAsync());

const fileOf = (name: string) => [bash(`echo ${name} > ${name}.txt`), { text: 'Done.' }];

onDisk(
  'a prompt that finds the disk full is refused and changes nothing, and is taken when there is room',
  async () => {
    const before = await historyOf(service.api, sessionId);
    const text = promptWithScript('Work', fileOf('one'));
    await disk?.fill();
    const said = await cli(service, 'prompt', sessionId, text);
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toMatch(
      /^harvest: The disk is full\. Free some space; .*\(request .*\)\n$/,
    );
    const params = { sessionId };
    await expect(service.api.call('sendPrompt', { params, body: { text } })).rejects.toMatchObject({
      problem: { code: 'storage_full' },
    });
    expect(await historyOf(service.api, sessionId)).toEqual(before);

    await disk?.makeRoom();
    expect(await promptByCli(service, sessionId, text)).toMatchObject({ code: 0 });
  },
  120_000,
);

onDisk(
  'a run in which the disk becomes full ends with that, and what waits goes on when there is room',
  async () => {
    const { api } = service;
    const here = 'touch /w/here; until [ -e /w/go ]; do sleep .1; done';
    const work = promptWithScript('Fill', [bash(`echo two > two.txt; ${here}`), { text: 'Done.' }]);
    const running = promptByCli(service, sessionId, work);
    const { sandboxId } = await api.call('getSession', { params: { sessionId } });
    const sandbox = await atWork(service, sandboxId ?? '');
    const waits = promptWithScript('Go on', fileOf('three'));
    const next = await cli(service, 'prompt', sessionId, '--detach', '--json', waits);
    const { promptId } = JSON.parse(next.stdout) as { promptId: string };
    await eventually(api, sessionId, 'prompt.queued', ({ data }) => data.promptId === promptId);

    const looked = roomLookedFor(sandbox);
    await disk?.fill();
    await writeFile(join(sandbox, 'w/go'), '');
    await looked;
    await disk?.makeRoom();
    expect(await running).toEqual({ code: 1, outcome: 'failed', cause: 'storage_full' });
    const { data } = await runOf(api, sessionId, promptId);
    // Its own, and what the run before has left.
    expect(data).toMatchObject({ outcome: 'completed', changes: { files: 2 } });
    const events = await historyOf(api, sessionId);
    expect(ofType(events, 'sandbox.started')).toHaveLength(1);
    expect(ofType(events, 'run.finished')).toHaveLength(3);
  },
  120_000,
);

onDisk('a merge for which there is no room says so, and is made when there is', async () => {
  await disk?.fill();
  const refused = await cli(service, 'merge', sessionId);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('disk is full.') });
  expect(await repository.git('ls-files')).toBe('README.md\n');
  await disk?.makeRoom();
  expect(await cli(service, 'merge', sessionId)).toMatchObject({ code: 0 });
  expect(await repository.git('ls-files')).toContain('three.txt');
});

onDisk('a service that finds the disk full at its first start says so', async () => {
  await using full = await SmallDisk.create(256 * 1024);
  await full?.fill();
  const starting = full && Service.start({ disk: full });
  await expect(starting).rejects.toThrow(`The disk of ${full?.mount} is full. Free some space.`);
});

onDisk('the database is sound', async () => {
  await service.stop();
  // SQLite follows links to where it opens a file, and there it is another disk.
  const copy = join(repository.directory, 'harvest.db');
  await copyFile(join(service.home, 'harvest.db'), copy);
  expect(await readdir(service.home)).not.toContain('harvest.db-wal');
  const database = new DatabaseSync(copy, { readOnly: true });
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  database.close();
});

/** Resolves when the supervisor has tried for its run whether there is room, and has its answer. */
async function roomLookedFor(sandbox: string): Promise<void> {
  const { roomProbe } = sandboxPaths(join(sandbox, 'w'));
  for await (const { filename } of watch(dirname(roomProbe))) {
    if (filename !== basename(roomProbe)) continue;
    const left = await access(roomProbe).then(
      () => true,
      () => false,
    );
    if (!left) return;
  }
}
