import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runChecks } from '../../cli/doctor-checks.ts';
import {
  checkNode,
  checkOpencode,
  checkProgram,
  checkNamespaces,
} from '../../cli/doctor-programs.ts';
import { checkHome, checkModels, checkPort } from '../../cli/doctor-service.ts';

async function originOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the service', () => {
  test.each([
    [false, 'with a model'],
    [true, 'without a model'],
  ])('is recognised where it runs, and says what answers there', async (rehearsal, model) => {
    const origin = await originOf((_, response) => {
      response.end(JSON.stringify({ status: 'ok', version: '1.2.3', rehearsal }));
    });
    expect(await checkPort(origin)).toMatchObject({
      ok: true,
      detail: `Harvest 1.2.3 runs at ${origin}, ${model}`,
    });
  });

  test('cannot have a port that another program has', async () => {
    const origin = await originOf((_, response) => response.end('something else'));
    const check = await checkPort(origin);
    expect(check.ok).toBe(false);
    expect(check.fix).toContain('HARVEST_PORT');
  });
});

describe('the storage', () => {
  test('may be a folder that is still to be made', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'harvest-doctor-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    expect((await checkHome(join(folder, 'a/b'))).detail).toMatch(/ has \d+\.\d GB free$/);
  });

  test('cannot be below a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'harvest-doctor-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'file'), '');
    expect(await checkHome(join(folder, 'file/home'))).toMatchObject({
      ok: false,
      detail: `${join(folder, 'file')} cannot be written`,
    });
  });
});

describe('the models', () => {
  test('are named without their keys', () => {
    const check = checkModels({ ANTHROPIC_API_KEY: 'sk-secret', OPENROUTER_API_KEY: 'or-secret' });
    expect(check).toMatchObject({ ok: true, detail: 'Anthropic, OpenRouter' });
    expect(JSON.stringify(check)).not.toContain('secret');
  });

  test('need both halves of a connection', () => {
    expect(checkModels({ AZURE_OPENAI_API_KEY: 'secret' })).toMatchObject({
      ok: false,
      detail: 'AZURE_OPENAI_ENDPOINT is missing',
    });
  });

  test('are at an address that the service can call', () => {
    expect(checkModels({ HARVEST_MODEL_URL: 'localhost:11434/v1' })).toMatchObject({
      ok: false,
      detail: 'HARVEST_MODEL_URL is no address that begins with http:// or https://',
    });
    expect(checkModels({ HARVEST_MODEL_URL: 'http://localhost:11434/v1' }).ok).toBe(true);
  });

  test('may be absent, since the rehearsal answers then', () => {
    expect(checkModels({})).toMatchObject({ ok: true });
    expect(checkModels({}).detail).toContain('HARVEST_MODEL_URL');
  });
});

describe('programs', () => {
  test('that are there say their version', async () => {
    expect((await checkProgram('git', 'git')).detail).toMatch(/^git version \d/);
  });

  test('that are missing come with advice', async () => {
    const check = await checkProgram('ripgrep', 'harvest-no-such-program');
    expect(check.ok).toBe(false);
    expect(check.fix).toContain('ripgrep');
    expect(await checkOpencode({ HARVEST_OPENCODE: '/no/opencode' })).toMatchObject({ ok: false });
  });

  test('say what becomes of agents that nothing walls off', async () => {
    expect((await checkNamespaces(0)).fix).toContain('Until then none is started');
    expect((await checkNamespaces(1000)).fix).toContain('as plain processes');
  });

  test.each([
    ['v24.21.0', true],
    ['v20.19.2', false],
  ])('Node %s', (version, ok) => {
    expect(checkNode(version).ok).toBe(ok);
  });
});

test('every check is made, each under its own name', async () => {
  const checks = await runChecks({ ...process.env, HARVEST_PORT: '1' });
  expect(new Set(checks.map(({ name }) => name)).size).toBe(9);
  for (const { ok, fix } of checks) expect(fix === undefined).toBe(ok);
});
