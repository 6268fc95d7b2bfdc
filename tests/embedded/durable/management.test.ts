import { OrchestrationRuntimeStatus } from 'durable-functions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFullDisk } from '../../../adapters/full-disk.ts';
import { type RunningEngine, runningEngine } from './running-engine.ts';

describe.each(['over HTTP', 'in process'])('the management API, its client %s', (transport) => {
  let host: RunningEngine;
  let rpcBaseUrl: string;
  beforeAll(async () => {
    host = await runningEngine({ inProcess: transport === 'in process' });
    ({ rpcBaseUrl } = JSON.parse(host.engine.clientInput()) as { rpcBaseUrl: string });
  });
  afterAll(() => host.close());

  it('answers only below the key of this process', async () => {
    await host.run('hello', 'x', 'secret');
    const root = `${host.baseUrl}/runtime/webhooks/durabletask/`;
    const answers = await Promise.all([
      fetch(`${root}instances/secret`),
      fetch(`${root}${'A'.repeat(43)}/instances/secret`),
      fetch(`${rpcBaseUrl.slice(0, -1)}instances/secret`),
      fetch(`${rpcBaseUrl}instances/secret`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 200]);
  });

  it('puts the key nowhere but into rpcBaseUrl', () => {
    const { rpcBaseUrl: rpc, ...rest } = JSON.parse(host.engine.clientInput()) as {
      rpcBaseUrl: string;
    };
    const key = rpc.split('/').at(-2);
    expect(key).toHaveLength(43);
    expect(JSON.stringify(rest)).not.toContain(key);
  });

  it('refuses unknown functions, bad ids and bad bodies', async () => {
    await expect(host.client.startNew('nowhere')).rejects.toThrow("'nowhere' doesn't exist");
    await expect(host.client.startNew('hello', { instanceId: '@entity' })).rejects.toThrow('400');
    const options = { method: 'POST', body: '{"half' };
    const answer = await fetch(`${rpcBaseUrl}orchestrators/hello`, options);
    expect(answer.status).toBe(400);
    const bad = await fetch(`${rpcBaseUrl}instances/?createdTimeFrom=yesterday`);
    expect(bad.status).toBe(400);
    expect((await fetch(`${rpcBaseUrl}nothing`)).status).toBe(404);
  });

  it('says that the disk is full in a way that the app knows', async () => {
    const { database } = host;
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as {
      page_count: number;
    };
    const { max_page_count: atMost } = database.prepare('PRAGMA max_page_count').get() as {
      max_page_count: number;
    };
    database.prepare(`PRAGMA max_page_count = ${pages}`).get();
    const input = 'x'.repeat(100_000);
    const error: unknown = await host.client.startNew('hello', { input }).catch((thrown) => thrown);
    database.prepare(`PRAGMA max_page_count = ${atMost}`).get();
    expect(isFullDisk(error)).toBe(true);
    await expect(host.client.startNew('hello', { input })).resolves.toBeTypeOf('string');
  });

  it('takes nothing from a client that does not know the key', async () => {
    const call = { method: 'GET', continuationToken: '', body: '' };
    const paths = [
      '/runtime/webhooks/durabletask/instances/',
      new URL(`${rpcBaseUrl}instances/`).pathname,
    ];
    const answers = await Promise.all(paths.map((url) => host.engine.answer({ ...call, url })));
    expect(answers.map(({ status }) => status)).toEqual([404, 200]);
  });

  it('lists page by page', async () => {
    for (let n = 0; n < 120; n += 1) {
      await host.engine.client.start({ name: 'hello', id: `listed-${n}`, input: '"x"' });
    }
    await host.engine.idle();
    const all = await host.client.getStatusAll();
    const listed = all.filter(({ instanceId }) => instanceId.startsWith('listed-'));
    expect(new Set(listed.map(({ instanceId }) => instanceId)).size).toBe(120);
    const none = await host.client.getStatusBy({
      runtimeStatus: [OrchestrationRuntimeStatus.Failed],
    });
    expect(none).toEqual([]);
  });

  it('purges by time and status', async () => {
    await host.run('fails', null, 'purge-failed');
    const deleted = await host.client.purgeInstanceHistoryBy({
      createdTimeFrom: new Date(0),
      runtimeStatus: [OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Running],
    });
    expect(deleted).toEqual({ instancesDeleted: 1 });
    const later = await host.client.purgeInstanceHistoryBy({
      createdTimeFrom: new Date(Date.now() + 60_000),
    });
    expect(later).toMatchObject({ instancesDeleted: 0 });
  });

  it('does not rewind, but starts finished orchestrations again', async () => {
    await host.run('hello', 'rewound', 'rewind');
    await expect(host.client.rewind('rewind', 'why')).rejects.toThrow('not supported');
    const url = `${rpcBaseUrl}instances/rewind/restart`;
    const { id } = (await (await fetch(url, { method: 'POST' })).json()) as { id: string };
    expect(await host.finished(id)).toMatchObject({ output: 'hello rewound' });
  });
});
