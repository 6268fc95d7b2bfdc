import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Agent } from '../../sandbox/supervisor/agent.ts';
import { handshakeTool } from '../../sandbox/supervisor/opencode-config.ts';
import { sandboxPaths, type SandboxPaths } from '../../sandbox/supervisor/paths.ts';
import { StateStore } from '../../sandbox/supervisor/state-store.ts';

let paths: SandboxPaths;
let store: StateStore;
let agent: Agent;

beforeEach(async () => {
  paths = sandboxPaths(await mkdtemp(join(tmpdir(), 'harvest-agent-')));
  for (const folder of [paths.home, paths.state]) await mkdir(folder);
  store = new StateStore(paths.database, 'sbx_0123456789');
});

afterEach(async () => {
  await agent.stop();
  store.close();
  await rm(paths.root, { recursive: true, force: true });
});

/** Opens an agent whose program answers each request by `answer`, with `path` and `response`. */
async function open(answer: string): Promise<void> {
  const binary = join(paths.root, 'opencode');
  const program = `#!${process.execPath}
    const server = require('node:http').createServer(({ url }, response) => {
      const path = new URL(url, 'http://localhost').pathname;
      ${answer}
    });
    server.listen(0, '127.0.0.1', () =>
      console.log('opencode server listening on http://127.0.0.1:' + server.address().port));
  `;
  await writeFile(binary, program, { mode: 0o755 });
  agent = new Agent({
    binary,
    paths,
    modelToken: 'token',
    commandEnvironment: {},
    store,
    answerMs: 500,
  });
  agent.launch();
  await agent.open();
}

const hasPlugin = `
  response.setHeader('content-type', 'application/json');
  if (path.endsWith('/tool/ids')) return response.end('["bash", "${handshakeTool}"]');
`;

const hasEvents = `${hasPlugin}
  if (path === '/global/event') {
    response.setHeader('content-type', 'text/event-stream');
    return response.write('data: {"payload":{"type":"server.connected","properties":{}}}\\n\\n');
  }
`;

test('is not usable without the plugin', async () => {
  const answer = `response.setHeader('content-type', 'application/json'); response.end('["bash"]');`;
  await expect(open(answer)).rejects.toThrow('The plugin has not been loaded.');
});

test('fails when the process dies before its events come', async () => {
  const answer = `${hasPlugin} process.exit(1);`;
  await expect(open(answer)).rejects.toThrow('OpenCode ended while it was being opened.');
  expect(await agent.alive()).toBe(false);
});

test('fails when the process takes requests and does not answer', async () => {
  await expect(open('')).rejects.toThrow(/timeout/);
  expect(await agent.alive()).toBe(true);
});

test('fails when the process does not answer after its events have begun', async () => {
  await expect(open(hasEvents)).rejects.toThrow(/timeout/);
});

test('makes a new session when the one it knows is gone', async () => {
  store.setValue('opencode-session', 'ses_known');
  await open(`${hasEvents}
    response.statusCode = path === '/session' ? 200 : 404;
    response.end('{"id":"ses_new"}');
  `);
  expect(agent.sessionId).toBe('ses_new');
  expect(store.value('opencode-session')).toBe('ses_new');
});

test.each([
  ['is not told', `response.statusCode = path === '/session' ? 200 : 500;`],
  ['hears nothing', `if (path !== '/session') return;`],
])('keeps the session that it knows when it %s about it', async (_, answer) => {
  store.setValue('opencode-session', 'ses_known');
  const opened = open(`${hasEvents} ${answer} response.end('{"id":"ses_new"}');`);
  await expect(opened).rejects.toThrow('OpenCode did not find out about the session.');
  expect(store.value('opencode-session')).toBe('ses_known');
});

test('says why the process did not start', async () => {
  const answer = `}); console.error('no room'); process.exit(3); (() => {`;
  await expect(open(answer)).rejects.toThrow('OpenCode ended at once (3)\nno room');
});
