import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { descendants, killProcess } from '../../adapters/sandbox/process-identity.ts';
import type { EventBody } from '../../contracts/events.ts';
import { applyFrame } from '../../contracts/run-view.ts';
import { applyEvent, emptyView } from '../../contracts/session-view.ts';
import type { ModelCall, ModelTurn } from './support/scripted-model.ts';
import { branch, startLab, type SandboxLab } from './support/sandbox-lab.ts';

// A turn takes a second of an idle processor, and much longer on a busy one.
vi.setConfig({ testTimeout: 60_000 });

const handshakeTool = 'harvest_ready';
const untilSteered = 'until [ -e ../steered ]; do sleep 0.05; done';
const answerText = 'I have written the file, as you asked.';

let lab: SandboxLab;
let sandboxId: string;
const cut = Promise.withResolvers<true>();
let isCut = false;

/** What the model answers, by a word in the prompt. */
function script({ prompt, step, compaction }: ModelCall): ModelTurn {
  if (compaction) return { text: 'A summary.' };
  const bash = (command: string) => ({ tools: [{ name: 'bash', args: { command } }] });
  if (prompt.includes('REFUSED')) return { error: { status: 400, message: 'not like this' } };
  if (prompt.includes('THROTTLED')) {
    return { error: { status: 429, message: 'slow down', headers: { 'retry-after': '3600' } } };
  }
  if (prompt.includes('ENDLESS')) return { text: 'So let me', hang: true };
  if (prompt.includes('LENGTH')) return { text: 'And so', finish: 'length' };
  if (prompt.includes('NO REASON')) return { text: 'Well.', finish: 'strange' };
  if (prompt.includes('STRANGE TOOLS') && step < 4) {
    return { ...bash(`echo ${step} >> strange.txt`), finish: 'strange' };
  }
  if (prompt.includes('NO SUCH TOOL'))
    return { tools: [{ name: 'fly', args: { to: 'the moon' } }] };
  if (prompt.includes('WRONG CALLS')) return { tools: [{ name: 'read', args: { path: 1 } }] };
  if (prompt.includes('LEARNS') && step < 20) {
    return step % 8 === 7 ? bash('true') : { tools: [{ name: 'fly', args: {} }] };
  }
  if (prompt.includes('CUT OFF')) {
    if (isCut) return { text: answerText };
    isCut = true;
    return { text: answerText.slice(0, 20), cut: cut.promise };
  }
  if (prompt.includes('CRASH')) return step === 0 ? bash('sleep 600') : { text: 'unexpected' };
  if (prompt.includes('continue with the task')) return { text: 'Went on.' };
  if (prompt.includes('STEERED')) return { text: 'Changed course.' };
  if (prompt.includes('WAIT')) return step === 0 ? bash(untilSteered) : { text: 'Waited.' };
  if (prompt.includes('OVERFLOW') || prompt.includes('exceeded')) {
    return { error: { status: 400, message: 'prompt is too long: maximum context length' } };
  }
  return step === 0
    ? { reasoning: 'A file is wanted.', ...bash('echo hello > hello.txt') }
    : { text: answerText };
}

beforeAll(async () => {
  lab = await startLab({ files: { 'AGENTS.md': 'Always be brief.\n' }, script });
  sandboxId = await lab.boot();
  await lab.ready();
}, 60_000);

afterAll(() => lab.close());

async function runTurn(text: string) {
  const run = lab.run(text);
  expect((await lab.command('POST', '/runs', run)).status).toBe(202);
  return lab.turn(run.runId);
}

function streaming(runId: string): Promise<true> {
  return lab.control.until(
    () => lab.control.frames.some((f) => f.kind === 'delta' && f.runId === runId) || undefined,
  );
}

function bashRunning(runId: string): Promise<true> {
  return lab.control.until(
    () => lab.control.frames.some((f) => f.kind === 'tool' && f.runId === runId) || undefined,
  );
}

test('a run is shown live, kept in parts, and published as one commit', async () => {
  const run = lab.run('Please write a file.', { effort: 'high' });
  expect((await lab.command('POST', '/runs', run)).status).toBe(202);
  expect((await lab.command('POST', '/runs', run)).status).toBe(202);
  const turn = await lab.turn(run.runId);
  expect(turn).toMatchObject({ outcome: 'completed', summary: answerText });
  expect(turn.usage).toMatchObject({ inputTokens: 2_000, outputTokens: 20 });
  expect(turn.usage.costUsd).toBeCloseTo(0.0063);

  const parts = lab.control.items.flatMap(({ body }) =>
    body.kind === 'event' && body.event.type === 'part.finished' ? [body.event.data.part] : [],
  );
  expect(parts).toMatchObject([
    { type: 'reasoning', text: 'A file is wanted.' },
    { type: 'tool', tool: 'bash', status: 'completed', exitCode: 0 },
    { type: 'text', text: answerText },
  ]);
  const streamed = lab.control.frames.flatMap((frame) =>
    frame.kind === 'delta' && frame.partType === 'text' ? [frame] : [],
  );
  expect(streamed.map(({ text }) => text).join('')).toBe(answerText);
  expect(streamed.at(-1)?.offset).toBe(answerText.length - (streamed.at(-1)?.text.length ?? 0));

  expect(lab.model.refused).toEqual([]);
  expect(lab.model.calls).toHaveLength(2);
  expect(lab.model.calls[0]).toMatchObject({ effort: 'high' });
  expect(lab.model.calls[0]?.system).toContain('Always be brief.');
  expect(lab.model.calls[0]?.tools).not.toContain(handshakeTool);

  const [published, again] = await Promise.all([
    lab.publish(run.runId, 'Write hello'),
    lab.publish(run.runId, 'Write hello'),
  ]);
  expect(again).toEqual(published);
  expect(published.body).toMatchObject({ branch, files: 1, additions: 1, deletions: 0 });
  expect(await lab.publish(run.runId, 'Write hello')).toEqual(published);
  expect(await lab.origin.git('log', '--format=%an <%ae>%n%B', `main..${branch}`)).toBe(
    `Ada Lovelace <ada@example.com>\nWrite hello\n\nHarvest-Run: ${run.runId}\n` +
      'Co-authored-by: Harvest <harvest@localhost>',
  );
});

test('the start was reported step by step, with gapless numbers', () => {
  const phases = lab.control.items.flatMap(({ body }) =>
    body.kind === 'event' && body.event.type === 'phase.finished' ? [body.event.data.phase] : [],
  );
  expect(phases).toEqual(['boot', 'clone', 'agent']);
  expect(lab.control.items.map(({ n }) => n)).toEqual(lab.control.items.map((_, i) => i + 1));
});

test('a command without the token is refused', async () => {
  const response = await fetch(`${lab.control.state.endpoint}/runs`, { method: 'POST' });
  expect(response.status).toBe(401);
});

test('no token is kept in the workspace', async () => {
  const run = lab.run('Please write a file.');
  await lab.command('POST', '/runs', run);
  await lab.turn(run.runId);
  const config = join(lab.directory, 'home/sandboxes', sandboxId, 'w/repo/.git/config');
  expect(await readFile(config, 'utf8')).not.toContain('git-token');
  expect(lab.control.state.gitRequestsWithoutToken).toBe(0);
});

test('a refusal by the provider fails the run with its words', async () => {
  expect(await runTurn('REFUSED')).toMatchObject({
    outcome: 'failed',
    failure: { code: 'model_refused', message: 'not like this' },
  });
});

test('the output limit is told apart from an answer', async () => {
  expect(await runTurn('LENGTH')).toMatchObject({
    outcome: 'failed',
    failure: { code: 'output_limit' },
  });
});

test('a provider that asks to wait an hour is not waited for', async () => {
  expect(await runTurn('THROTTLED')).toMatchObject({
    outcome: 'failed',
    failure: { code: 'model_throttled' },
  });
});

test('an answer whose stream breaks is shown once, from its new beginning', async () => {
  const run = lab.run('CUT OFF');
  const { runId } = run;
  expect((await lab.command('POST', '/runs', run)).status).toBe(202);
  cut.resolve(await streaming(runId));
  expect((await lab.turn(runId)).outcome).toBe('completed');
  const ofRun = ({ data }: EventBody) => 'runId' in data && data.runId === runId;
  const events = lab.control.items
    .flatMap(({ body }) => (body.kind === 'event' ? [body.event] : []))
    .filter(ofRun);
  const frames = lab.control.frames.filter((frame) => 'runId' in frame && frame.runId === runId);
  const deltas = frames.filter((frame) => frame.kind === 'delta' && frame.partType === 'text');
  const [first] = deltas.flatMap((frame) => (frame.kind === 'delta' ? [frame.partId] : []));
  const broken = deltas.filter((frame) => frame.kind === 'delta' && frame.partId === first);
  const waits = events.findIndex(({ type }) => type === 'run.waiting');

  // As a client sees it: the wait comes between the two attempts.
  const view = emptyView();
  const apply = (event: EventBody): void => {
    const seq = view.lastSeq + 1;
    applyEvent(view, { ...event, seq, key: `k${seq}`, at: '2026-01-01T00:00:00.000Z' });
  };
  const texts = () =>
    view.runs.get(runId)?.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  const promptId = 'prm_0123456789';
  apply({ type: 'run.started', data: { runId, promptId, model: 'rehearsal/rehearsal-1' } });
  for (const frame of broken) applyFrame(view, frame);
  expect(answerText.startsWith(texts()?.[0] ?? 'nothing')).toBe(true);
  expect(texts()).not.toEqual([answerText]);
  for (const event of events.slice(0, waits + 1)) apply(event);
  for (const frame of frames.filter((each) => !broken.includes(each))) applyFrame(view, frame);
  expect(texts()).toEqual([answerText]);
  for (const event of events.slice(waits + 1)) apply(event);
  expect(texts()).toEqual([answerText]);
});

test('a run can be stopped while the model streams', async () => {
  const run = lab.run('ENDLESS');
  await lab.command('POST', '/runs', run);
  await streaming(run.runId);
  expect((await lab.command('POST', `/runs/${run.runId}/abort`)).status).toBe(202);
  expect(await lab.turn(run.runId)).toMatchObject({ outcome: 'stopped' });
  expect((await lab.command('POST', `/runs/${run.runId}/abort`)).status).toBe(409);
});

test('a running turn can be steered', async () => {
  const run = lab.run('WAIT for me');
  await lab.command('POST', '/runs', run);
  await bashRunning(run.runId);
  const steer = { promptId: 'prm_0123456789', text: 'STEERED' };
  expect((await lab.command('POST', `/runs/${run.runId}/steer`, steer)).status).toBe(202);
  await writeFile(join(lab.directory, 'home/sandboxes', sandboxId, 'w/steered'), '');
  expect(await lab.turn(run.runId)).toMatchObject({
    outcome: 'completed',
    summary: 'Changed course.',
  });
  expect((await lab.command('POST', `/runs/${run.runId}/steer`, steer)).status).toBe(409);
});

test('an agent that is killed is started again and goes on', async () => {
  const run = lab.run('CRASH');
  await lab.command('POST', '/runs', run);
  await bashRunning(run.runId);
  await killOpencode();
  expect(await lab.turn(run.runId)).toMatchObject({ outcome: 'completed', summary: 'Went on.' });
  const commands = (await sandboxProcesses()).map(({ command }) => command);
  expect(commands.some((command) => command.startsWith('/opt/harvest/opencode\0'))).toBe(true);
  expect(commands).not.toContain('sleep\x00600\0');
});

test('a conversation that never fits is given up', async () => {
  expect(await runTurn('OVERFLOW')).toMatchObject({
    outcome: 'failed',
    failure: { code: 'context_overflow' },
  });
});

test('a model whose answers never say why they end is not asked without end', async () => {
  expect(await runTurn('NO REASON')).toMatchObject({
    outcome: 'failed',
    failure: { code: 'model_unreachable', message: expect.stringContaining('finish_reason') },
  });
  // Tools are progress, whatever the endpoint gives as the reason.
  expect(await runTurn('STRANGE TOOLS')).toMatchObject({ outcome: 'completed' });
});

test.each(['NO SUCH TOOL', 'WRONG CALLS'])(
  'a model that calls nothing but tools that fail is not asked without end: %s',
  async (prompt) => {
    const { usage, ...ended } = await runTurn(prompt);
    expect(ended).toMatchObject({ outcome: 'failed', failure: { code: 'agent_stuck' } });
    expect(usage.outputTokens).toBeGreaterThan(0);
  },
);

test('a model that fails again and again, and gets somewhere in between, goes on', async () => {
  expect(await runTurn('LEARNS')).toMatchObject({ outcome: 'completed' });
});

async function killOpencode(): Promise<void> {
  for (const { command, member } of await sandboxProcesses())
    if (command.startsWith('/opt/harvest/opencode\0serve')) await killProcess(member);
}

async function sandboxProcesses() {
  const record = join(lab.directory, 'home/sandboxes', sandboxId, 'process.json');
  const { pid } = JSON.parse(await readFile(record, 'utf8')) as { pid: number };
  return Promise.all(
    (await descendants(pid)).map(async (member) => {
      const command = await readFile(`/proc/${member.pid}/cmdline`, 'utf8').catch(() => '');
      return { member, command };
    }),
  );
}
