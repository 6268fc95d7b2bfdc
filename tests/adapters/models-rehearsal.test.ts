import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { connectRehearsal } from '../../adapters/models/rehearsal/connection.ts';
import { createSample } from '../../adapters/sample/create-sample.ts';

// Git and test runners really run here, and a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);
const model = connectRehearsal({ pauseMs: 0 });
const allTools = ['read', 'edit', 'write', 'bash'];

type Message = { role: string; content: string; tool_calls?: unknown; tool_call_id?: string };

const answerSchema = z.object({
  choices: z.tuple([
    z.object({
      message: z.object({
        content: z.string(),
        tool_calls: z
          .array(
            z.object({
              id: z.string(),
              function: z.object({ name: z.string(), arguments: z.string() }),
            }),
          )
          .optional(),
      }),
    }),
  ]),
});

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'harvest-rehearsal-')), 'repo');
});
afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }));

async function forward(body: object) {
  const used: number[] = [];
  const answer = await model.forward(
    {
      method: 'POST',
      path: '/chat/completions',
      headers: {},
      body: new TextEncoder().encode(JSON.stringify(body)),
      signal: new AbortController().signal,
    },
    (usage) => void used.push(usage.outputTokens),
  );
  return { answer, used };
}

const functions = (tools: readonly string[]) =>
  tools.map((name) => ({ type: 'function', function: { name } }));

async function ask(messages: readonly Message[], tools = allTools) {
  const system = { role: 'system', content: `<env>\n  Working directory: ${directory}\n</env>` };
  const { answer } = await forward({
    model: 'rehearsal',
    messages: [system, ...messages],
    tools: functions(tools),
  });
  return answerSchema.parse(await answer.json()).choices[0].message;
}

/** Plays the agent: lets the tools really work until the model calls no more. */
async function converse(messages: Message[], during?: (step: number) => Message | undefined) {
  const texts: string[] = [];
  for (let step = 0; step < 12; step += 1) {
    const { content, tool_calls: calls } = await ask(messages);
    texts.push(content);
    messages.push({ role: 'assistant', content, ...(calls ? { tool_calls: calls } : {}) });
    if (!calls) return texts;
    for (const call of calls) {
      const input = z.record(z.string(), z.string()).parse(JSON.parse(call.function.arguments));
      const output = await useTool(call.function.name, input);
      messages.push({ role: 'tool', tool_call_id: call.id, content: output });
    }
    const interruption = during?.(step);
    if (interruption) messages.push(interruption);
  }
  throw new Error('the rehearsal goes on without end');
}

async function useTool(name: string, input: Record<string, string>): Promise<string> {
  const { filePath = '', oldString = '', newString = '', content = '', command = '' } = input;
  try {
    if (name === 'read') return await readFile(filePath, 'utf8');
    if (name === 'bash') {
      const { NODE_TEST_CONTEXT: _context, ...rest } = process.env;
      const env = { ...rest, PATH: `${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}` };
      const { stdout } = await run('bash', ['-c', command], { cwd: directory, env });
      return stdout;
    }
    if (name === 'write') await writeFile(filePath, content);
    if (name === 'edit') {
      const text = await readFile(filePath, 'utf8');
      if (!text.includes(oldString)) return 'Error: oldString not found';
      await writeFile(
        filePath,
        text.replace(oldString, () => newString),
      );
    }
    return 'done';
  } catch (error) {
    const { stdout = '', message } = error as Error & { stdout?: string };
    return stdout || message;
  }
}

const user = (content: string): Message => ({ role: 'user', content });
const label = /^Rehearsal: no model is connected/;

describe('in the sample repository', () => {
  beforeEach(() => createSample(directory));

  it('makes the failing test pass, then finds nothing left to do', async () => {
    const messages = [user('Make the failing test pass')];
    const texts = await converse(messages);
    expect(texts[0]).toMatch(label);
    expect(texts.at(-1)).toContain('8 of 8 tests pass');
    const again = await converse([...messages, user('Make the failing test pass')]);
    expect(again[0]).toMatch(label);
    expect(again.at(-1)).toContain('Nothing to do: 8 of 8 tests pass');
  });

  it('adds a function with tests, and says that the other test still fails', async () => {
    const texts = await converse([user('Add a function `longestDuration` with a test.')]);
    expect(texts.at(-1)).toContain('3 of 3 tests pass');
    expect(texts.at(-1)).toContain('In the whole repository 10 of 11 tests pass');
  });

  it('writes what really comes out into the README, once', async () => {
    const prompt = 'Write a usage section in the README.';
    await converse([user(prompt)]);
    const readme = await readFile(join(directory, 'README.md'), 'utf8');
    expect(readme).toContain(`totalDuration(['20m', '1h 15m', '25m']); // "2h"`);
    const again = await converse([user(prompt)]);
    expect(again.at(-1)).toContain('I changed nothing');
    expect(await readFile(join(directory, 'README.md'), 'utf8')).toBe(readme);
  });

  it('explains the exported functions from their docstrings', async () => {
    const texts = await converse([user('Explain what this library does.')]);
    expect(texts.at(-1)).toContain('- `totalDuration`: Adds durations up');
  });

  it('says so when the code is not what it expects, and leaves it alone', async () => {
    const file = join(directory, 'src/duration.ts');
    const changed = (await readFile(file, 'utf8')).replace('Math.round(', 'Math.ceil(');
    await writeFile(file, changed);
    const texts = await converse([user('Fix the bug')]);
    expect(texts.at(-1)).toContain('I leave it alone');
    expect(await readFile(file, 'utf8')).toBe(changed);
  });

  it('says so when its change is not enough', async () => {
    const other = `import { test } from 'node:test';\ntest('more trouble', () => { throw new Error('x'); });\n`;
    await writeFile(join(directory, 'test/other.test.ts'), other);
    const texts = await converse([user('Make the failing test pass')]);
    expect(texts.at(-1)).toContain('8 of 9 tests pass. Still failing: more trouble');
  });

  it('offers what it knows for any other prompt', async () => {
    const texts = await converse([user('Paint it blue')]);
    expect(texts.at(-1)).toContain('- Make the failing test pass.');
    expect(texts.at(-1)).toContain('HARVEST_MODEL_URL');
  });

  it('goes on when something is added on the way, and says that it could not take it up', async () => {
    const texts = await converse([user('Make the failing test pass')], (step) =>
      step === 1 ? user('Please be quick') : undefined,
    );
    expect(texts.at(-1)).toContain('8 of 8 tests pass');
    expect(texts.at(-1)).toContain('You added “Please be quick”');
  });

  it('turns to another task that is asked for on the way', async () => {
    const texts = await converse([user('Make the failing test pass')], (step) =>
      step === 0 ? user('Rather explain what this library does') : undefined,
    );
    expect(texts.at(-1)).toContain('What it offers');
  });
});

describe('elsewhere', () => {
  it('says how to connect a model, and only reads', async () => {
    const messages = [user('Make the failing test pass')];
    const texts = await converse(messages);
    expect(texts[0]).toMatch(label);
    expect(texts.at(-1)).toContain('not the sample repository');
    expect(texts.at(-1)).toContain('ANTHROPIC_API_KEY');
    expect(JSON.stringify(messages)).not.toMatch(/"name":"(edit|write|bash)"/);
  });

  it('says how to connect a model when it may not even read', async () => {
    const answer = await ask([user('hello')], ['todowrite']);
    expect(answer.content).toMatch(label);
    expect(answer.tool_calls).toBeUndefined();
  });
});

it('streams the same answer in pieces, with its usage', async () => {
  const body = { model: 'rehearsal', messages: [user('hi')], tools: functions(allTools) };
  const { answer, used } = await forward({ ...body, stream: true });
  const lines = (await answer.text()).split('\n\n').filter((line) => line !== '');
  expect(lines.at(-1)).toBe('data: [DONE]');
  const delta = z.object({ content: z.string().optional() });
  const chunk = z.object({ choices: z.array(z.object({ delta })) });
  const text = lines
    .slice(0, -1)
    .map((line) => chunk.parse(JSON.parse(line.slice('data: '.length))))
    .flatMap((parsed) => parsed.choices.map((choice) => choice.delta.content ?? ''))
    .join('');
  expect(text).toBe((await ask([user('hi')])).content);
  expect(lines.at(-2)).toContain('"completion_tokens"');
  expect(used).toHaveLength(1);
});
