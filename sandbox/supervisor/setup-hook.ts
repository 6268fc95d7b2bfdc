import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failure, type Failure } from '../../contracts/errors.ts';
import { homeEnvironment, type SandboxPaths } from './paths.ts';
import { runProcess } from './run-process.ts';

/** How many of the last lines that the hook has written are repeated when it fails. */
const lastLines = 5;

/**
 * Runs the repository's `.harvest/setup.sh`, if there is one, with the workspace as its
 * directory and the repository's variables. Answers the failure, or undefined when the workspace is prepared.
 */
export async function runSetupHook(
  paths: SandboxPaths,
  environment: Readonly<Record<string, string>>,
  timeoutMs: number,
  onLine: (line: string) => void,
): Promise<Failure | undefined> {
  const script = join(paths.repo, '.harvest/setup.sh');
  if (!existsSync(script)) return undefined;
  const tail: string[] = [];
  const result = await runProcess('bash', [script], {
    cwd: paths.repo,
    env: { ...homeEnvironment(paths), ...environment },
    timeoutMs,
    onLine: (line) => {
      // Programs tell their errors on either stream.
      if (line.trim() !== '') tail.push(line.trim());
      if (tail.length > lastLines) tail.shift();
      onLine(line);
    },
  });
  if (result.timedOut) return failure('setup_timeout');
  if (result.exitCode === 0) return undefined;
  return failure('setup_failed', explain(result.exitCode, tail));
}

function explain(exitCode: number | null, tail: readonly string[]): string {
  const end = exitCode === null ? 'ended by a signal' : `exit code ${exitCode}`;
  const said = tail.length > 0 ? `It ended with:\n${tail.join('\n')}` : 'It wrote nothing.';
  return `.harvest/setup.sh: ${end}. Mend the script, commit it and try again. ${said}`;
}
