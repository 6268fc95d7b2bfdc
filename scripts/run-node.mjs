import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { node24, root } from './setup.mjs';

/**
 * Runs Node 24 in this checkout, in the foreground. Resolves to its exit code
 * (128 + n for signal n, as a shell has it).
 * @param {string[]} args as Node takes them; files are relative to the checkout
 */
export function runNode(args) {
  const child = spawn(node24, args, {
    cwd: root,
    stdio: 'inherit',
    env: {
      // Stripping types and compiling is a third of a start; what starts further processes shares it.
      NODE_COMPILE_CACHE: join(root, 'dist/.compile-cache'),
      ...process.env,
      PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
      // npm moves to the package's folder; paths a person types start from where they stood.
      HARVEST_CWD: process.env.INIT_CWD ?? process.cwd(),
    },
  });
  // Ctrl-C in a terminal reaches the child by itself; a second copy would mean "at once".
  const passed = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT'];
  for (const signal of passed) process.on(signal, () => child.kill(signal));
  if (process.stdin.isTTY) process.on('SIGINT', () => {});

  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => done(code ?? 128 + constants.signals[signal]));
  });
}

/** Ends this script with what `main` resolves to, or with 1 and the error's sentence. */
export async function exitWith(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
