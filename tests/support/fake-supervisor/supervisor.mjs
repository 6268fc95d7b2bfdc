// A supervisor without an agent, for tests and benchmarks that need many sandboxes: the real
// protocol, real git, and turns that do what their prompt says (see `turnOf`). Point
// HARVEST_RUNTIME at this folder. One file without dependencies, as a sandbox sees nothing else.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const heartbeatMs = 5_000;
const root = process.env.HARVEST_ROOT ?? '/w';
const repo = `${root}/repo`;
const usage = {
  ...{ inputTokens: 1, outputTokens: 1, reasoningTokens: 0 },
  ...{ cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 0 },
};

const { value: line } = await createInterface({ input: process.stdin })
  [Symbol.asyncIterator]()
  .next();
// Whoever started this died before it said what to do.
if (line === undefined) process.exit(1);
const boot = JSON.parse(line);

/**
 * What a prompt asks for: a JSON object with any of these, or any other text for the defaults.
 * `names` is the branch that is said to be published, `full` that the disk has no room for the run.
 */
function turnOf(text) {
  const asked = text.startsWith('{') ? JSON.parse(text) : {};
  return { parts: 1, ms: 0, commit: true, deltas: 0, everyMs: 50, hang: false, ...asked };
}

/** Numbers what is told and sends it in order until it has been acknowledged. */
const outbox = {
  items: [],
  last: 0,
  wake: () => {},
  add(body) {
    this.last += 1;
    this.items.push({ n: this.last, at: new Date().toISOString(), body });
    this.wake();
  },
  async run() {
    let contactAt = Date.now();
    for (let failures = 0; ;) {
      const items = this.items.slice(0, 200);
      try {
        const { acknowledged } = await control('events', { items });
        this.items = this.items.filter(({ n }) => n > acknowledged);
        contactAt = Date.now();
        failures = 0;
      } catch {
        if (Date.now() - contactAt > boot.limits.orphanMs) process.exit(0);
        failures += 1;
        await delay(Math.min(20 * 2 ** failures, 1_000));
        continue;
      }
      if (this.items.length > 0) continue;
      const woken = new Promise((resolve) => (this.wake = resolve));
      await Promise.race([woken, delay(heartbeatMs, undefined, { ref: false })]);
    }
  },
};

/** Calls the control plane; ends this sandbox when that does not know it any more. */
async function control(path, body) {
  const response = await fetch(`${boot.controlUrl}/api/sandbox/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${boot.tokens.control}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  if ([401, 403, 410].includes(response.status)) process.exit(0);
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}.`);
  return response.json();
}

async function hello() {
  for (;;) {
    try {
      return await control('hello', { endpoint, protocol: 1 });
    } catch {
      await delay(100);
    }
  }
}

/** The live connection; made when a turn first wants to stream. */
let live;
async function connectLive() {
  if (live?.readyState === WebSocket.OPEN) return live;
  const { liveUrl } = await hello();
  live = new WebSocket(liveUrl, 'json.webpubsub.azure.v1');
  await new Promise((resolve, reject) => {
    live.onopen = resolve;
    live.onerror = reject;
  });
  return live;
}

/** Each delta's text is the time it was sent, in milliseconds since the epoch. */
async function stream(runId, { deltas, everyMs }, signal) {
  const socket = await connectLive();
  let offset = 0;
  for (let sent = 0; sent < deltas && !signal.aborted; sent += 1) {
    const text = `${Date.now()} `;
    const data = { kind: 'delta', runId, partId: `${runId}-0`, partType: 'text', offset, text };
    const group = `stream:${boot.sessionId}`;
    socket.send(JSON.stringify({ type: 'sendToGroup', group, dataType: 'json', data }));
    offset += text.length;
    await delay(everyMs, undefined, { signal }).catch(() => {});
  }
}

const known = new Map();
let current;

async function execute({ runId, promptId, text }, receivedAt) {
  const { signal } = current.stop;
  const turn = turnOf(text);
  known.set(runId, turn);
  const pause = (ms) => delay(ms, undefined, { signal }).catch(() => {});
  if (turn.deltas > 0) await stream(runId, turn, signal);
  for (let index = 0; index < turn.parts && !signal.aborted; index += 1) {
    const said = JSON.stringify({ promptId, receivedAt, steered: current.steered });
    const part = { id: `${runId}-${index}`, type: 'text', text: said };
    outbox.add({ kind: 'event', event: { type: 'part.finished', data: { runId, part } } });
    await pause(turn.ms / turn.parts);
  }
  // Keeps the process's event loop where nothing else would.
  while (turn.hang && !signal.aborted) await pause(60_000);
  const outcome = signal.aborted ? 'stopped' : 'completed';
  current = undefined;
  outbox.add({ kind: 'turn', turn: { runId, outcome, usage, summary: 'Done.' } });
}

const run = promisify(execFile);

async function git(...args) {
  const header = `http.${boot.repository.cloneUrl}.extraHeader`;
  const config = [
    [header, `Authorization: Bearer ${boot.tokens.git}`],
    ['user.name', 'Fake'],
    ['user.email', 'fake@harvest.localhost'],
  ].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return (await run('git', [...config, ...args], { cwd: root })).stdout.trim();
}

/** One commit per run, known by its trailer, whatever happens in between. */
async function publish({ runId, message }) {
  const { branch, cloneUrl, baseRef } = boot.repository;
  const none = { branch, commit: null, files: 0, additions: 0, deletions: 0 };
  if (known.get(runId)?.commit === false) return none;
  const inRepo = (...args) => git('-C', repo, ...args);
  const cloned = await inRepo('rev-parse', 'HEAD').catch(() => undefined);
  if (!cloned) {
    await git('clone', '-q', '--no-checkout', cloneUrl, repo);
    const start = await inRepo('rev-parse', '-q', '--verify', `origin/${branch}`).catch(() =>
      inRepo('rev-parse', '--verify', `origin/${baseRef}`).catch(() => baseRef),
    );
    await inRepo('checkout', '-q', '--no-track', '-B', branch, start);
  }
  const find = () => inRepo('log', '-1', '--format=%H', `--grep=^Harvest-Run: ${runId}$`);
  if (!(await find())) {
    await mkdir(`${repo}/runs`, { recursive: true });
    await writeFile(`${repo}/runs/${runId}`, `${runId}\n`);
    await inRepo('add', '-A');
    await inRepo('commit', '-q', '--no-verify', '-m', `${message}\n\nHarvest-Run: ${runId}`);
  }
  await inRepo('push', '-q', '--force', cloneUrl, `HEAD:refs/heads/${branch}`);
  const names = known.get(runId)?.names ?? branch;
  return { branch: names, commit: await find(), files: 1, additions: 1, deletions: 0 };
}

/** Publishing twice at once would be two gits in one folder. */
let publishing = Promise.resolve();

const noRoom = {
  ...{ type: 'urn:harvest:error:storage_full', code: 'storage_full' },
  ...{ title: 'The disk is full.', status: 507 },
};

async function answer(path, body, receivedAt) {
  const [, runId, action] = /^\/runs\/([^/]+)\/(\w+)$/.exec(path) ?? [];
  const isCurrent = runId !== undefined && current?.runId === runId;
  if (path === '/runs') {
    if (turnOf(body.text).full) return [507, noRoom];
    if (current && current.runId !== body.runId) return [409, { code: 'unavailable' }];
    if (!current && !known.has(body.runId)) {
      current = { runId: body.runId, stop: new AbortController(), steered: [] };
      execute(body, receivedAt);
    }
    return [202];
  }
  if (action === 'steer' && isCurrent) return [202, void current.steered.push(body.text)];
  if (action === 'abort' && isCurrent) return [202, void current.stop.abort()];
  if (action) return [409, { code: 'nothing_running' }];
  if (path === '/publish') {
    const published = publishing.then(() => publish(body));
    publishing = published.catch(() => {});
    return [200, await published];
  }
  if (path === '/park') return [200, { parked: true }];
  return [404, { code: 'not_found' }];
}

const server = createServer(async (request, response) => {
  const receivedAt = Date.now();
  const path = request.url ?? '/';
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const authorised = request.headers.authorization === `Bearer ${boot.tokens.command}`;
  const [status, body] = authorised
    ? await answer(path, text ? JSON.parse(text) : {}, receivedAt).catch((error) => {
        console.error(error);
        return [500, { code: 'internal' }];
      })
    : [401, { code: 'unauthenticated' }];
  if (path === '/park' && authorised) response.once('close', () => process.exit(0));
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? '' : JSON.stringify(body));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const endpoint = `http://127.0.0.1:${server.address().port}`;

await hello();
outbox.add({ kind: 'ready' });
await outbox.run();
