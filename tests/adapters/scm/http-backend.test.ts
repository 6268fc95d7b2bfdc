import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runHttpBackend } from '../../../adapters/scm/http-backend.ts';
import { scratchFolder, write } from './scratch.ts';

const request = {
  method: 'GET',
  path: '/info/refs',
  query: 'service=git-upload-pack',
  headers: {},
  body: null,
};

/** A folder with a program `git` that runs `script`, and the options to use it. */
async function fakeGit(script: string) {
  const folder = await scratchFolder();
  await write(folder, { git: `#!/bin/sh\necho $$ > '${folder}/pid'\n${script}\n` });
  await chmod(join(folder, 'git'), 0o755);
  const env = { PATH: `${folder}:${process.env['PATH']}` };
  return { folder, options: { repository: '/srv/shop.git', env, timeoutMs: 10_000 } };
}

test('status and headers are those that git prints; the body follows', async () => {
  const head = String.raw`Status: 403 Forbidden\r\nContent-Type: text/x\r\n\r\nfirst\r\n\r\nrest`;
  const { options } = await fakeGit(`printf '${head}'`);
  const answer = await runHttpBackend(request, options);
  expect(answer).toMatchObject({ status: 403, headers: { 'content-type': 'text/x' } });
  expect(await new Response(answer.body).text()).toBe('first\r\n\r\nrest');
});

test.each(['exit 1', "head -c 40000 /dev/zero | tr '\\0' x"])(
  'an answer without a head (%s) is an error',
  async (script) => {
    const { options } = await fakeGit(script);
    expect(await runHttpBackend(request, options)).toMatchObject({ status: 500 });
  },
);

test('giving up the answer ends git', async () => {
  const { folder, options } = await fakeGit(
    String.raw`printf 'Content-Type: text/x\r\n\r\nfirst'; exec sleep 60`,
  );
  const { body } = await runHttpBackend(request, options);
  if (typeof body === 'string') throw new Error('the body does not stream');
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
  expect(isAlive(pid)).toBe(true);
  await body.cancel();
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
});

test('a request that breaks off ends git', async () => {
  const { folder, options } = await fakeGit('exec cat');
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new Error('the client went away'));
    },
  });
  const broken = { ...request, method: 'POST', path: '/git-receive-pack', query: '', body };
  expect(await runHttpBackend(broken, options)).toMatchObject({ status: 500 });
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => '0'));
  await vi.waitFor(() => expect(pid === 0 || !isAlive(pid)).toBe(true));
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
