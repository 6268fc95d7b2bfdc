import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failure, type Failure } from '../../contracts/errors.ts';
import { homeEnvironment, type SandboxPaths } from './paths.ts';
import { runProcess } from './run-process.ts';

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
  const result = await runProcess('bash', [script], {
    cwd: paths.repo,
    env: { ...homeEnvironment(paths), ...environment },
    timeoutMs,
    onLine,
  });
  if (result.timedOut) return failure('setup_timeout');
  if (result.exitCode === 0) return undefined;
  const lastWords = result.errorTail.split('\n').at(-1) ?? '';
  return failure('setup_failed', `.harvest/setup.sh: exit code ${result.exitCode}. ${lastWords}`);
}
