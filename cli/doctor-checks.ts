import { checkNamespaces, checkNode, checkOpencode, checkProgram } from './doctor-programs.ts';
import { checkHome, checkModels, checkPort } from './doctor-service.ts';
import type { Check } from './render/check-lines.ts';
import { readSettings } from './settings.ts';

/**
 * Looks at everything that Harvest needs of this machine, and changes nothing. Secrets in `env`
 * are looked at for being set, and are in no answer.
 * @throws UsageError for an address or port among the settings that is none
 */
export async function runChecks(env: NodeJS.ProcessEnv): Promise<Check[]> {
  const { url, home } = readSettings(env);
  const checks = await Promise.all([
    checkNode(process.version),
    checkProgram('git', 'git'),
    checkProgram('ripgrep', 'rg'),
    checkProgram('bubblewrap', 'bwrap'),
    checkNamespaces(process.getuid?.()),
    checkOpencode(env),
    checkPort(url),
    checkHome(home),
    checkModels(env),
  ]);
  // Where all is well there is nothing to do.
  return checks.map(({ fix, ...check }) => (check.ok ? check : { ...check, fix }));
}
