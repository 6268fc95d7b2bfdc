import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

test(
  'the package holds all functions, needs nothing else, and starts',
  { timeout: 300_000 },
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/package.mjs'], {
      cwd: root,
    });
    expect(stdout).toMatch(/\d+ MB in \d+ files, loaded in \d+ ms, \d+ functions/);
    expect(stdout).toContain('starts on one machine, too');
    expect(stdout).toMatch(
      /its console (opens in a browser, and signs in|is there with \d+ files)/,
    );
    const listed = (trigger: string) =>
      new RegExp(`^  ${trigger}: (.*)$`, 'm').exec(stdout)?.[1]?.split(', ') ?? [];
    expect(listed('http')).toEqual(expect.arrayContaining(['health', 'createSession', 'git']));
    expect(listed('orchestration')).toContain('run-prompt');
    expect(listed('entity')).toEqual(['session']);
    expect(listed('serviceBus')).toEqual(['prompts']);
    expect(listed('timer')).toContain('sweep');

    const shipped = await readdir(resolve(root, 'dist/package'), { recursive: true });
    expect(shipped.filter((path) => /node_modules|\.map$|settings/.test(path))).toEqual([]);
    const manifest = await readFile(resolve(root, 'dist/package/package.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({ type: 'module', main: 'dist/main.mjs' });

    // What azd deploys beside the app is there, and the app goes without it.
    const [, consoleFolder = ''] =
      /^ {4}project: dist\/package\/(.+)$/m.exec(
        await readFile(resolve(root, 'azure.yaml'), 'utf8'),
      ) ?? [];
    const left = await readFile(resolve(root, 'dist/package/.funcignore'), 'utf8');
    expect(left.split('\n')).toContain(consoleFolder);
    const site = resolve(root, 'dist/package', consoleFolder, 'staticwebapp.config.json');
    expect(await readFile(site, 'utf8')).toContain("'self' wss://*.webpubsub.azure.com;");
  },
);
