import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { writeApp } from './test-app.ts';

const startFile = path.resolve(import.meta.dirname, '../../../embedded/functions/start-worker.ts');
const apps: Array<{ directory: string; remove: () => void }> = [];
afterEach(() => apps.splice(0).forEach((app) => app.remove()));

/** Starts the app in a process of its own, as a process can host one; returns what it printed. */
async function start(main: string, prepare: (directory: string) => void = () => {}) {
  const app = writeApp(main);
  apps.push(app);
  prepare(app.directory);
  const script = `
    import { startWorker } from ${JSON.stringify(startFile)};
    try {
      const log = () => {};
      const { functions } = await startWorker({ appDirectory: ${JSON.stringify(app.directory)}, log });
      console.log('started ' + [...functions.keys()]);
    } catch (error) {
      console.log(error.message);
    }`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return { directory: app.directory, output: stdout.trim() };
}

const one = `
  import { app } from '@azure/functions';
  app.generic('one', { trigger: { type: 'x', name: 'x' }, handler() {} });`;

describe('starting', () => {
  it('loads an ES module', async () => {
    expect((await start(one)).output).toBe('started one');
  });

  it('loads CommonJS, and all files that a pattern matches', async () => {
    const { output } = await start(one, (directory) => {
      writeFileSync(path.join(directory, 'package.json'), '{"main":"{main.mjs,two.cjs}"}');
      writeFileSync(
        path.join(directory, 'two.cjs'),
        `const { app } = require('@azure/functions');
         app.generic('two', { trigger: { type: 'x', name: 'x' }, handler() {} });`,
      );
    });
    expect(output).toBe('started one,two');
  });

  it('fails for an app without functions', async () => {
    const { output, directory } = await start(`import '@azure/functions';`);
    expect(output).toBe(`The app in ${directory} registers no functions.`);
  });

  it.each([
    ['a syntax error', 'const const = 1;', 'SyntaxError: '],
    ['a missing import', `import 'no-such-package';`, `Cannot find package 'no-such-package'`],
    ['a throw', `throw new Error('no database');`, 'Error: no database'],
    [
      'two functions of one name',
      `${one} app.generic('ONE', { trigger: { type: 'x' }, handler() {} });`,
      'A function named "one" is registered already',
    ],
  ])('names the file and the cause of %s', async (_name, main, cause) => {
    const { output, directory } = await start(main);
    expect(output).toContain(`The app's entry file ${path.join(directory, 'main.mjs')} cannot`);
    expect(output).toContain(cause);
  });

  it('says that the app has to be built when its entry file is missing', async () => {
    const { output, directory } = await start(one, (folder) =>
      writeFileSync(path.join(folder, 'package.json'), '{"main":"dist/main.mjs"}'),
    );
    expect(output).toContain(`No file matches "dist/main.mjs"`);
    expect(output).toContain(path.join(directory, 'package.json'));
  });

  it('fails for HTTP functions without streaming', async () => {
    const { output } = await start(
      `import { app } from '@azure/functions'; app.http('h', { handler: () => ({}) });`,
    );
    expect(output).toContain('has to call app.setup({ enableHttpStream: true })');
  });
});
