import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const main = resolve(import.meta.dirname, '../../../cli/main.ts');

/**
 * Runs the command line client as a process of its own, without the environment's settings.
 * @param input what it reads from standard input
 */
export function runCli(args: string[], env: Record<string, string>, input?: string) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...shared(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // It need not read all of it, or any.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const watcher of watchers) watcher();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    child.on('close', (code) => done({ code, stdout, stderr }));
  });

  return {
    ended,
    interrupt: () => child.kill('SIGINT'),
    /** Resolves when the text has been printed; rejects when the process ends without it. */
    printed: (text: string) =>
      new Promise<void>((found, missing) => {
        const look = () => {
          if (!stdout.includes(text)) return;
          watchers.delete(look);
          found();
        };
        watchers.add(look);
        look();
        void ended.then(() => missing(new Error(`never printed ${text}:\n${stdout}${stderr}`)));
      }),
  };
}

/** Where programs are, and what they have compiled before. */
function shared(): Record<string, string> {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}) };
}
