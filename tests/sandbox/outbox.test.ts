import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noUsage } from '../../contracts/usage.ts';
import {
  OutboxBatch,
  outboxItemBytes,
  type OutboxItem,
  type TurnEnded,
} from '../../contracts/supervisor.ts';
import { ControlPlane } from '../../sandbox/supervisor/control-plane.ts';
import { Outbox } from '../../sandbox/supervisor/outbox.ts';
import { StateStore, type OutboxBody } from '../../sandbox/supervisor/state-store.ts';

const sandboxId = 'sbx_0000000001';
const bodyLimit = 4 * 1024 * 1024;

let directory: string;
let store: StateStore;
let received: OutboxItem[];
/** The statuses of the next answers; after them it takes what it is sent. */
let refusals: number[];

/** Takes batches as the service does, and refuses what is too large for it. */
const server = createServer((request, response) => {
  void buffer(request).then((body) => {
    if (body.byteLength > bodyLimit) return response.writeHead(413).end();
    const refusal = refusals.shift();
    if (refusal) return response.writeHead(refusal).end();
    const { items } = OutboxBatch.parse(JSON.parse(body.toString()));
    received.push(...items);
    return response.end(JSON.stringify({ acknowledged: items.at(-1)?.n ?? 0 }));
  });
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'harvest-outbox-'));
  store = new StateStore(join(directory, 'state.db'), sandboxId);
  received = [];
  refusals = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  store.close();
  await rm(directory, { recursive: true });
});

function part(id: number, text: string): OutboxBody {
  const data = { runId: 'run_0000000001', part: { id: `prt_${id}`, type: 'text' as const, text } };
  return { kind: 'event', event: { type: 'part.finished', data } };
}

type Options = ConstructorParameters<typeof Outbox>[0];

function newOutbox({
  onStorageFull = () => {},
  orphanMs = 60_000,
  onAbandoned = () => {},
}: Partial<Options> = {}): Outbox {
  const { port } = server.address() as AddressInfo;
  return new Outbox({
    store,
    control: new ControlPlane(`http://127.0.0.1:${port}`, 'token'),
    orphanMs,
    log: () => {},
    onAbandoned,
    onStorageFull,
  });
}

test('what has gathered while nobody answered arrives in batches that are taken', async () => {
  for (let id = 0; id < 20; id += 1) store.append(part(id, 'x'.repeat(500_000)), new Date());
  const outbox = newOutbox();
  outbox.start();
  await outbox.flush(15_000);
  await outbox.close();
  expect(received.map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});

test('a batch is bounded by its bytes, but never empty', () => {
  for (const text of ['x'.repeat(900), 'y'.repeat(20), 'z'.repeat(20)])
    store.append(part(0, text), new Date());
  const numbers = (limit: number, maxBytes: number) =>
    store.pending(limit, maxBytes).map(({ n }) => n);
  expect(numbers(10, 100)).toEqual([1]);
  expect(numbers(10, 1_400)).toEqual([1, 2]);
  expect(numbers(2, 10_000)).toEqual([1, 2]);
  expect(numbers(10, 10_000)).toEqual([1, 2, 3]);
});

test('an item that alone is too large is cut before it is stored', () => {
  const input = { edits: [{ text: 'x'.repeat(5_000_000) }] };
  const tool = { id: 'prt_1', type: 'tool', tool: 'edit', status: 'completed', input } as const;
  const data = { runId: 'run_0000000001', part: tool };
  store.append({ kind: 'event', event: { type: 'part.finished', data } }, new Date());
  const [item] = store.pending(1, 1);
  expect(JSON.stringify(item).length).toBeLessThanOrEqual(outboxItemBytes);
  expect(item).toMatchObject({ n: 1, body: { event: { data: { part: { tool: 'edit' } } } } });
});

test('what a full disk does not take is told from memory, in its order', async () => {
  const onStorageFull = vi.fn<() => void>();
  const outbox = newOutbox({ onStorageFull });
  outbox.add(part(1, 'stored'));
  expect(onStorageFull).not.toHaveBeenCalled();
  const full = () => {
    throw new Error('database or disk is full');
  };
  const acknowledge = store.acknowledge.bind(store);
  const writes = [
    vi.spyOn(store, 'append').mockImplementation(full),
    vi.spyOn(store, 'endRun').mockImplementation(full),
    vi.spyOn(store, 'acknowledge').mockImplementation((n) => {
      acknowledge(n);
      full();
    }),
  ];
  outbox.add(part(2, 'in memory'));
  expect(onStorageFull).toHaveBeenCalledOnce();
  const turn: TurnEnded = {
    runId: 'run_0000000001',
    outcome: 'failed',
    usage: noUsage,
    summary: '',
  };
  outbox.endRun(turn.runId, [{ kind: 'turn', turn }]);
  outbox.start();
  await outbox.flush(15_000);

  for (const write of writes) write.mockRestore();
  outbox.add(part(3, 'stored again'));
  expect(store.pending(10, 10_000)).toHaveLength(1);
  await outbox.flush(15_000);
  await outbox.close();
  expect(received.map(({ n, body }) => [n, body.kind])).toEqual([
    [1, 'event'],
    [2, 'event'],
    [3, 'turn'],
    [4, 'event'],
  ]);
});

test('a sandbox outlives a control plane whose disk is full, and not one that is broken', async () => {
  const full = newOutbox({ orphanMs: 1, onAbandoned: expect.unreachable });
  full.add(part(1, 'kept'));
  refusals = [507, 507];
  full.start();
  await full.flush(15_000);
  await full.close();
  expect(received).toHaveLength(1);

  const abandoned = Promise.withResolvers<string>();
  const broken = newOutbox({ orphanMs: 1, onAbandoned: abandoned.resolve });
  refusals = [500, 500];
  broken.start();
  expect(await abandoned.promise).toContain('not been reachable');
  await broken.close();
});

test('the end of a run is stored whole or not at all', () => {
  store.acceptRun('run_0000000001');
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const unfit = { kind: 'event', event: circular } as unknown as OutboxBody;
  const end = [part(1, 'fine'), unfit];
  expect(() => store.endRun('run_0000000001', end, new Date())).toThrow();
  expect(store.hasPending()).toBe(false);
  expect(store.acceptRun('run_0000000001')).toBe(true);
  store.endRun('run_0000000001', [part(1, 'fine')], new Date());
  expect(store.pending(10, 10_000)).toMatchObject([{ n: 1 }]);
  expect(store.acceptRun('run_0000000001')).toBe(false);
});
